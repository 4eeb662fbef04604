/* Keys: / search, ? this list, g then a letter to go; c, e and others by data-key on the link or button that they press. */
(() => {
  "use strict";
  let going = 0;

  const writing = (target) => target.closest("input, textarea, select, [contenteditable], dialog[open]");
  const shown = (element) => element.checkVisibility?.() ?? true;
  const find = (attribute, key) =>
    [...document.querySelectorAll(`[${attribute}]`)].find((one) => one.getAttribute(attribute) === key && (shown(one) || attribute === "data-go"));
  const nameOf = (element) =>
    element.getAttribute("aria-label") || element.querySelector("span:not(.t-count)")?.textContent || element.textContent;

  const dialog = document.getElementById("keys");
  const list = dialog?.querySelector(".t-keys");

  function line(keys, words) {
    const term = document.createElement("dt");
    keys.forEach((key, index) => {
      if (index) term.append(` ${list.dataset.then} `);
      const cap = document.createElement("kbd");
      cap.textContent = key;
      term.append(cap);
    });
    const meaning = document.createElement("dd");
    meaning.textContent = words.trim();
    list.append(term, meaning);
  }

  function showKeys() {
    if (!dialog) return;
    list.replaceChildren();
    if (find("data-key", "/")) line(["/"], list.dataset.search);
    for (const one of document.querySelectorAll("[data-key]")) {
      if (one.dataset.key !== "/" && shown(one)) line([one.dataset.key], nameOf(one));
    }
    for (const one of document.querySelectorAll("[data-go]")) line(["g", one.dataset.go], nameOf(one));
    line(["?"], list.dataset.help);
    dialog.showModal();
  }

  for (const button of document.querySelectorAll("[data-show-keys]")) {
    button.hidden = false;
    button.addEventListener("click", showKeys);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const key = event.key;
    if (key === "?") { event.preventDefault(); showKeys(); return; }
    if (going && Date.now() - going < 1500) {
      going = 0;
      const place = find("data-go", key);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    if (key === "g") { going = Date.now(); return; }
    const target = find("data-key", key);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, textarea")) { target.focus(); target.select(); } else target.click();
  });
})();
