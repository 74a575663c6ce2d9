"use strict";
// The page as it came, before any script has touched it: a reviewed report is made of it.

const PRISTINE = document.documentElement.outerHTML;
