// Tries a page again that could not be shown: not all phones at the same moment.
"use strict";
(() => {
  const after = Number(document.currentScript.dataset.after) || 10;
  setTimeout(() => location.reload(), (after + Math.random() * 5) * 1000);
})();
