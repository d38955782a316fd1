/* Mail in place, where list and mail stand side by side: opening a mail, turning a page or changing
   the folder fetches what changes on the page and nothing else; so does marking mails in a list. Whatever answers otherwise (a
   log-in, a refusal, no line) is gone to as if this file were not there. */
(function () {
  "use strict";
  var LINKS = "#mails a.subj:not([href*='?draft=']), #bar a[rel], #boxes a[data-folder]";
  var PARTS = ["bar", "mails", "letter", "boxes"];
  var wide = window.matchMedia("(min-width: 1100px)");
  var body = document.body, asked = null;

  function select(path) {
    document.querySelectorAll("#mails tr").forEach(function (row) {
      var link = row.querySelector("a.subj");
      if (link && link.pathname === path) { row.setAttribute("aria-selected", "true"); }
      else { row.removeAttribute("aria-selected"); }
    });
  }

  function show() {
    var letter = document.getElementById("letter"), split = document.querySelector(".split.mails");
    var read = letter && letter.hasAttribute("data-read");
    select(location.pathname);
    if (split) { split.classList.toggle("one", letter.tagName === "ARTICLE"); }
    document.querySelectorAll("#mails tr[aria-selected] td.new").forEach(function (cell) {
      var said = cell.querySelector("a.subj .hidden");
      if (!read) { return; }
      cell.classList.remove("new");
      if (said) { said.remove(); }
    });
  }

  /* Parts come without tokens: the browser has one, the one of now. */
  function sign(part) {
    var found = /(?:^|; )cv_csrf=([^;]+)/.exec(document.cookie);
    part.querySelectorAll("form").forEach(function (form) {
      if (!found || form.method !== "post" || form.elements.csrfmiddlewaretoken) { return; }
      var field = document.createElement("input");
      field.type = "hidden"; field.name = "csrfmiddlewaretoken"; field.value = found[1];
      form.appendChild(field);
    });
  }

  function place(text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    if (page.getElementById("m") || !page.getElementById("bar")) { return false; }
    PARTS.forEach(function (id) {
      var fresh = page.getElementById(id), old = document.getElementById(id);
      if (fresh && old) { sign(fresh); old.replaceWith(fresh); window.htmx.process(fresh); }
    });
    document.title = page.title;
    if (page.getElementById("mails")) { window.scrollTo(0, 0); }
    return true;
  }

  function focus() {
    var letter = document.querySelector("article#letter");
    var goal = letter || document.querySelector("#mails a.subj");
    if (goal) { goal.focus(); }
  }

  function go(url, isNew, byKey) {
    var mine = new AbortController();
    if (asked) { asked.abort(); }
    asked = mine;
    body.setAttribute("aria-busy", "true");
    fetch(url, { headers: { "HX-Request": "true", "HX-Target": "place" }, signal: mine.signal })
      .then(function (answer) {
        return answer.text().then(function (text) {
          if (mine !== asked) { return; }
          if (!answer.ok || !place(text)) { location.href = url; return; }
          if (isNew) { history.pushState({ htmx: true }, "", answer.url); }
          show();
          if (byKey) { focus(); }
          body.removeAttribute("aria-busy");
          body.setAttribute("data-shown", location.pathname + location.search);
          body.dispatchEvent(new CustomEvent("mails-placed"));
        });
      })
      .catch(function () { if (mine === asked) { location.href = url; } });
  }

  /* Marks and labels: the lines that changed, the sentence with its way back, the counts. What else
     a button does, and in a list that was narrowed, leads to another list. */
  function change(page) {
    var said = page.getElementById("said"), folders = page.getElementById("folders");
    var notes = document.querySelector(".notes"), old = document.getElementById("folders");
    if (!said || !folders || !notes || !old) { return false; }
    sign(said);
    notes.querySelectorAll(".note:not(.demo)").forEach(function (note) { note.remove(); });
    notes.appendChild(said);
    old.replaceWith(folders);
    page.querySelectorAll("#changed tr").forEach(function (row) {
      var uid = row.querySelector("input[name=uids]").value;
      var box = document.querySelector("#mails input[name=uids][value='" + uid + "']");
      if (box) { box.closest("tr").replaceWith(row); }
    });
    select(location.pathname);
    if (!document.querySelector("article#letter")) { document.title = page.title; }
    body.dispatchEvent(new CustomEvent("mails-placed"));
    return true;
  }

  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter, data;
    var open = form.elements.back ? "read unread" : "read unread star unstar label unlabel";
    if (form.id !== "acts" || !button || open.split(" ").indexOf(button.value) < 0) { return; }
    if (form.elements.view.value || form.elements.q.value) { return; }
    if (form.hasAttribute("data-plain") || !document.querySelector("#mails input[name=uids]")) { return; }
    event.preventDefault();
    if (button.hasAttribute("aria-busy")) { return; }
    data = new URLSearchParams(new FormData(form));
    data.append(button.name, button.value);
    button.setAttribute("aria-busy", "true");
    fetch(form.getAttribute("action"), { method: "POST", body: data, redirect: "manual", headers: { "HX-Request": "true", "HX-Target": "place" } })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .catch(function () { return ""; })
      .then(function (text) {
        button.removeAttribute("aria-busy");
        if (change(new DOMParser().parseFromString(text, "text/html"))) { return; }
        form.setAttribute("data-plain", ""); // marks may be set twice
        form.requestSubmit(button);
      });
  }, true);

  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest(LINKS) : null;
    if (!link || !wide.matches || event.defaultPrevented || event.button) { return; }
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    event.preventDefault();
    if (link.closest("#mails")) { select(link.pathname); }
    go(link.href, true, event.detail === 0);
  });
  /* htmx would fetch the whole page into itself; narrow pages are loaded as a browser does. */
  document.addEventListener("htmx:before:history:restore", function (event) {
    event.preventDefault();
    if (wide.matches && document.getElementById("letter")) { go(location.href, false, false); }
    else { location.reload(); }
  });
  body.addEventListener("htmx:after:swap", show);

  function measure() {
    var bar = document.getElementById("bar");
    document.documentElement.style.setProperty("--bar", (bar ? bar.offsetHeight : 0) + "px");
  }
  body.classList.add("places");
  body.addEventListener("mails-placed", measure);
  window.addEventListener("resize", measure);
  measure();
})();
