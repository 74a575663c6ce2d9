"use strict";
// The words of the page in both languages, and the switch between them.

const DATA = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
let lang = DATA.lang;

/** The fixed word `key` in the language shown. */
const word = (key, language = lang) => DATA.words[key][language === "zh" ? 0 : 1];

/** A word of the scripts with its values filled in. */
const say = (name, values = {}) =>
  word(`script.${name}`).replace(/\{(\w+)\}/g, (_, key) => values[key]);

function setWord(element, key) {
  element.dataset.t = key;
  element.textContent = word(key);
}

/** An element with its class, text and children. */
function make(tag, className = "", content = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const part of [].concat(content)) element.append(part);
  return element;
}

// Browsers may refuse to keep anything for a page that is a file.
const store = {
  works: true,
  get(key) {
    try { return localStorage.getItem(key); } catch { this.works = false; return null; }
  },
  set(key, value) {
    try { localStorage.setItem(key, value); return true; } catch { this.works = false; return false; }
  },
};

function switchLanguage(next) {
  if (next === lang || !["zh", "en"].includes(next)) return;
  // DATA.free holds the texts of the language that is not shown
  const swapped = new Map();
  for (const element of document.querySelectorAll("[data-t]")) {
    const key = element.dataset.t;
    if (Object.hasOwn(DATA.words, key)) {
      element.textContent = word(key, next);
    } else {
      if (!swapped.has(key)) swapped.set(key, element.textContent);
      element.textContent = DATA.free[key];
    }
  }
  for (const [key, text] of swapped) DATA.free[key] = text;
  lang = next;
  for (const element of document.querySelectorAll("[data-tl]")) {
    element.setAttribute("aria-label", word(element.dataset.tl));
    if (element.placeholder) element.placeholder = word(element.dataset.tl);
  }
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  nameLanguageButton();
  document.dispatchEvent(new Event("languagechange"));
}

function nameLanguageButton() {
  const button = byId("language");
  button.textContent = say("language");
  button.lang = lang === "zh" ? "en" : "zh";
}

byId("language").hidden = false;
nameLanguageButton();
byId("language").addEventListener("click", () => {
  switchLanguage(lang === "zh" ? "en" : "zh");
  store.set("policydiff.language", lang);
});
document.documentElement.classList.add("scripted");
