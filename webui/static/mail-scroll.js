/* The next page of a list comes before one has scrolled to its end, up to ten pages; then, and
   without this file, the link at the end of the list leads on. Who comes back to the list from a
   mail finds it as long as he left it. */
(function () {
  "use strict";
  var PAGES = 10, AHEAD = 900, KEY = "cv-list";
  var body = document.body, asking = false, pages = 1, shown = "";

  function list() { return document.getElementById("mails"); }
  function link() { return document.querySelector("#mails .more a"); }
  function count() { return document.querySelector("#bar .say.nowrap"); }

  function uid(row) { var box = row.querySelector("input[name=uids]"), at = row.querySelector("a.subj"); return box ? box.value : at && at.pathname; }

  function append(page) {
    var here = list();
    var rows = here.querySelector("tbody"), known = {}, next = page.querySelector("#bar a[rel=next]");
    var fresh = page.querySelectorAll("#mails tbody tr"), more = here.querySelector(".more"), old = document.querySelector("#bar a[rel=next]");
    var said = page.querySelector("#bar .say.nowrap");
    if (!rows || !page.getElementById("bar")) { return false; }
    rows.querySelectorAll("tr").forEach(function (row) { known[uid(row)] = true; });
    fresh.forEach(function (row) { if (!known[uid(row)]) { rows.appendChild(row); } });
    if (said && count()) { count().textContent = count().textContent.split("–")[0] + "–" + said.textContent.split("–")[1]; }
    if (more) { if (next) { more.querySelector("a").href = next.href; } else { more.remove(); } }
    if (old) { if (next) { old.href = next.href; } else { old.remove(); } }
    body.dispatchEvent(new CustomEvent("mails-more"));
    return true;
  }

  function load() {
    var goal = link(), here = list();
    if (!goal || asking || pages >= PAGES) { return Promise.resolve(false); }
    asking = true;
    return fetch(goal.href, { headers: { "HX-Request": "true", "HX-Target": "place" } })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) { return here === list() && text !== "" && append(new DOMParser().parseFromString(text, "text/html")); })
      .then(function (done) { if (done) { here.setAttribute("data-more", pages += 1); } return done; })
      .catch(function () { return false; })
      .then(function (done) { asking = false; if (!done) { pages = PAGES; } return done; });
  }

  function look() {
    var goal = link(), here = list();
    if (here && here.hasAttribute("data-stale") && window.scrollY < 200) {
      here.removeAttribute("data-stale");
      here.dispatchEvent(new CustomEvent("mails-refresh"));
      return;
    }
    if (goal && goal.offsetParent && goal.getBoundingClientRect().top < window.innerHeight + AHEAD) {
      load().then(function (done) { if (done) { look(); } });
    }
  }

  /* Another list stands here now: a folder, a page, or the same one fetched anew. */
  function begin() {
    if (list() && list().hasAttribute("data-more")) { return; }
    pages = 1;
    shown = location.pathname + location.search;
  }

  function kept() {
    try { return JSON.parse(sessionStorage.getItem(KEY) || "{}"); } catch (error) { return {}; }
  }
  /* The page of a mail, which lies between, has nothing to say. */
  function remember() {
    if (pages === 1 && kept().at !== shown) { return; }
    try { sessionStorage.setItem(KEY, JSON.stringify({ at: shown, pages: pages, y: window.scrollY })); } catch (error) { /* then it is short */ }
  }
  function again(was) {
    if (pages < Math.min(was.pages, PAGES) && link()) { load().then(function (done) { if (done) { again(was); } }); return; }
    window.scrollTo(0, was.y);
    body.setAttribute("data-again", pages);
  }
  function comeBack() {
    var was = kept(), way = performance.getEntriesByType("navigation")[0];
    if (way && way.type === "back_forward" && was.at === shown && was.pages > 1) { again(was); }
  }

  window.addEventListener("scroll", look, { passive: true });
  window.addEventListener("pagehide", remember);
  body.addEventListener("mails-left", function (event) { append(event.detail); }); // of a list that grew
  body.addEventListener("mails-placed", begin);
  body.addEventListener("htmx:after:swap", begin);
  begin();
  comeBack();
})();
