// A page of rows needs nothing besides its filters and the switch of languages.
if (items.length) show();
switchLanguage(store.get("policydiff.language") ?? lang);
unfold();
