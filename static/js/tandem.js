/* What the pages do better with a script. Everything here works without it, by a link, a form or a page of its own. */
(() => {
  "use strict";

  /* A menu closes when something else is pressed, and on Escape. */
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.t-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.t-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* A link with data-dialog opens the question of its page here. */
  const dialog = document.getElementById("dialog");
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || !dialog || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const follow = () => { window.location.href = link.href; };
    try {
      const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const question = page.getElementById("confirm");
      if (!answer.ok || !question) return follow();
      question.setAttribute("action", link.href);
      dialog.replaceChildren(document.adoptNode(question));
      dialog.showModal();
    } catch { follow(); }
  });
  dialog?.addEventListener("click", (event) => {
    const backdrop = event.target === dialog;
    const cancel = event.target.closest("a.btn-quiet");
    if (!backdrop && !cancel) return;
    event.preventDefault();
    dialog.close();
  });

  /* A form is sent once, and the reader is taken to what is wrong. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  document.querySelector("[data-focus]")?.focus();

  /* What is there to be copied is selected at once. */
  document.addEventListener("focusin", (event) => { if (event.target.matches("[data-select]")) event.target.select(); });

  /* What is typed is kept in this browser until it is sent: <form data-draft="a name of its own">. */
  const fieldsOf = (form) => [...form.elements].filter((one) => one.name && !["hidden", "file", "password", "submit"].includes(one.type));
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = `draft:${form.dataset.draft}`;
    const note = form.querySelector("[data-draft-note]");
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch { /* storage may be closed to us */ }
    if (kept && !form.querySelector("[aria-invalid=true]")) {
      for (const field of fieldsOf(form)) {
        const value = kept[`${field.name}|${["radio", "checkbox"].includes(field.type) ? field.value : ""}`];
        if (value === undefined) continue;
        if (typeof value === "boolean") field.checked = value; else field.value = value;
      }
      if (note) note.hidden = false;
    }
    form.addEventListener("input", () => {
      const state = {};
      for (const field of fieldsOf(form)) {
        const choice = ["radio", "checkbox"].includes(field.type);
        state[`${field.name}|${choice ? field.value : ""}`] = choice ? field.checked : field.value;
      }
      try { localStorage.setItem(key, JSON.stringify(state)); } catch { /* then it is not kept */ }
    });
    form.addEventListener("submit", () => { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } });
  }

  /* Say when the server could not be reached, instead of nothing. */
  const told = document.getElementById("messages");
  const tell = () => {
    if (!told || told.querySelector("[data-offline]")) return;
    const line = document.createElement("div");
    line.className = "t-message tone-bad";
    line.dataset.offline = "yes";
    line.textContent = document.body.dataset.unreachable || "The server did not answer. What is shown may be old; try again.";
    told.append(line);
  };
  document.addEventListener("htmx:responseError", tell);
  document.addEventListener("htmx:sendError", tell);
})();
