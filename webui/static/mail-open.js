/* Mail in place, where list and mail stand side by side: opening a mail, turning a page or changing
   the folder fetches what changes on the page and nothing else. Whatever answers otherwise (a
   log-in, a refusal, no line) is gone to as if this file were not there. What is done with mails
   (mail-acts.js) is placed by the same hands. */
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

  function parse(text) { return new DOMParser().parseFromString(text, "text/html"); }

  function place(page, parts) {
    if (page.getElementById("m") || !page.getElementById("bar")) { return false; }
    (parts || PARTS).forEach(function (id) {
      var fresh = page.getElementById(id), old = document.getElementById(id);
      if (fresh && old) { sign(fresh); old.replaceWith(fresh); window.htmx.process(fresh); }
    });
    document.title = page.title;
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
          var page = parse(text);
          if (!answer.ok || !place(page)) { location.href = url; return; }
          if (page.getElementById("mails")) { window.scrollTo(0, 0); }
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
  window.mailPlace = { parse: parse, place: place, sign: sign, select: select, show: show };
  body.addEventListener("mails-placed", measure);
  window.addEventListener("resize", measure);
  measure();
})();
