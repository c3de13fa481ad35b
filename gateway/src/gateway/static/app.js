/* What htmx does not do: keep unsent text in the tab until the server has confirmed it.
 *
 * A form with data-keep="<key>" is watched. While somebody writes, its text and the version that it
 * began from are copied to sessionStorage. The copy goes away when the server has confirmed it: an
 * autosave that succeeded, or a conflict that kept both texts (X-Text-Kept), with nothing written
 * since, or the next good page after sending the form.
 * If the form is opened again with a copy that differs, the text is put back with its old version:
 * the server then sees whether somebody else was faster, and shows both. Choosing between the two
 * (a form or link with data-settles="<key>") settles it: the copy goes away with the next good page.
 * The key holds the person, so that nobody else sees the text in the same tab.
 *
 * A survey (data-answers) is kept whole, choices too: the server has nothing until it is sent. A form
 * that came by itself ("fresh") gets the copy back, one that brought answers along ("carried") is the
 * newest there is. The copy goes away with the page that says thanks or why there is nothing to
 * answer (data-forget="<key>").
 */
"use strict";

(() => {
  const person = document.body.dataset.person;
  const status = document.getElementById("status");
  const SENT = "redthread:sent";
  const SETTLED = "redthread:settled";

  const named = (name) => `redthread:${person}:${name}`;
  const keyOf = (form) => named(form.dataset.keep);
  const formOf = (event) => event.target.closest?.("form[data-keep]");
  const versionField = (form) => form.querySelector("input[name=version]");

  const textsOf = (form) => {
    const texts = {};
    for (const field of form.querySelectorAll("textarea, input[type=text], input:not([type])")) {
      if (field.name) texts[field.name] = field.value;
    }
    return texts;
  };

  /* The answers of a survey, those of its other pages included: they are in hidden fields. */
  const answersOf = (form) =>
    [...new FormData(form)].filter(([name, value]) => name.startsWith("q_") && value);

  const putAnswersBack = (form, answers) => {
    for (const [name, value] of answers) {
      const here = [...form.elements].filter((field) => field.name === name);
      const choice = here.find((field) => field.value === value && "checked" in field);
      const text = here.find((field) => field.tagName === "TEXTAREA");
      if (text) text.value = value;
      else if (choice && choice.type !== "hidden") choice.checked = true;
      else if (!here.length || here[0].type === "hidden") {
        const carried = Object.assign(document.createElement("input"), { type: "hidden", name, value });
        form.append(carried);
      }
    }
  };

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const keep = (form) => {
    const copy = form.dataset.answers
      ? { answers: answersOf(form) }
      : { version: versionField(form)?.value, texts: textsOf(form) };
    try {
      sessionStorage.setItem(keyOf(form), JSON.stringify(copy));
    } catch {
      /* The tab's storage is full or closed: autosave still works. */
    }
  };

  const putBack = (form, copy) => {
    for (const [name, value] of Object.entries(copy.texts)) {
      const field = form.elements.namedItem(name);
      if (field && "value" in field) field.value = value;
    }
    const version = versionField(form);
    if (version && copy.version !== undefined) version.value = copy.version;
    /* htmx begins to listen in a timeout of its own that was set before this one. */
    setTimeout(() => form.dispatchEvent(new Event("input", { bubbles: true })));
  };

  const watch = (form) => {
    if (form.dataset.watched || !person) return;
    form.dataset.watched = "yes";
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", () => {
      if (form.dataset.answers) return; /* only a page that says so means that it is sent */
      sessionStorage.setItem(SENT, JSON.stringify([...listed(SENT), keyOf(form)]));
    });
    const copy = JSON.parse(sessionStorage.getItem(keyOf(form)) || "null");
    if (form.dataset.answers) {
      if (form.dataset.answers === "fresh" && copy?.answers) putAnswersBack(form, copy.answers);
      if (answersOf(form).length) keep(form);
    } else if (copy && !same(copy.texts, textsOf(form))) putBack(form, copy);
    else sessionStorage.removeItem(keyOf(form));
  };

  const watchAll = () => document.querySelectorAll("form[data-keep]").forEach(watch);

  const listed = (list) => JSON.parse(sessionStorage.getItem(list) || "[]");

  const settle = (event) => {
    const wanted = event.type === "submit" ? "form[data-settles]" : "a[data-settles]";
    const name = event.target.closest?.(wanted)?.dataset.settles;
    if (name) sessionStorage.setItem(SETTLED, JSON.stringify([...listed(SETTLED), named(name)]));
  };
  document.addEventListener("submit", settle);
  document.addEventListener("click", settle);

  /* A good page after sending: what was sent is saved, unless its form is here again. */
  const confirmSent = () => {
    if (!("ok" in document.body.dataset)) return;
    const here = [...document.querySelectorAll("form[data-keep]")].map(keyOf);
    const saved = listed(SENT).filter((key) => !here.includes(key));
    [...saved, ...listed(SETTLED)].forEach((key) => sessionStorage.removeItem(key));
    [SENT, SETTLED].forEach((list) => sessionStorage.removeItem(list));
  };

  /* A request may have waited for the one before it: it takes the newest text and version. */
  document.addEventListener("htmx:before:request", (event) => {
    const form = formOf(event);
    if (!form) return;
    const request = event.detail?.ctx?.request;
    if (request?.body && event.target === form) request.body = new URLSearchParams(new FormData(form));
    form.dataset.sent = JSON.stringify(textsOf(form));
  });

  document.addEventListener("htmx:after:request", (event) => {
    const form = formOf(event);
    const answer = event.detail?.ctx?.response;
    if (!answer || answer.status >= 400) return;
    if (status?.querySelector(".note")) status.textContent = "";
    if (!form) return;
    if (form.dataset.sent === JSON.stringify(textsOf(form))) sessionStorage.removeItem(keyOf(form));
  });

  /* No answer at all: say so beside the text and in the status region. */
  document.addEventListener("htmx:error", (event) => {
    const form = formOf(event);
    if (!form?.dataset.unsaved) return;
    const place = document.getElementById(form.dataset.saved || "") || status;
    if (place) place.textContent = form.dataset.unsaved;
  });

  window.addEventListener("online", () => {
    document.querySelectorAll("form[data-keep]").forEach((form) => {
      if (sessionStorage.getItem(keyOf(form))) {
        form.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  });

  document.addEventListener("htmx:after:swap", watchAll);

  const forget = () => {
    for (const { dataset } of document.querySelectorAll("[data-forget]")) {
      sessionStorage.removeItem(named(dataset.forget));
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    confirmSent();
    forget();
    watchAll();
    document.querySelector(".errors")?.focus();
  });
})();
