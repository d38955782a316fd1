/* A draft keeps itself while one types: 3 s after the last key, 20 s after the first at the latest.
   The page works without this file. Until the server has it a copy lies in this browser. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-keep]"), AFTER = 3000, LATEST = 20000;
  if (!form || !window.fetch) { return; }
  var line = document.getElementById("kept-at"), timer = 0, since = 0, changes = 0, kept = 0, busy = false, pause = 0, leaving = false, over = false, sending = false;
  var key = "cv-draft-" + form.dataset.who + "-" + (form.elements.document.value || "new");

  function said(name) { return form.getAttribute("data-said-" + name); }
  function csrf() {
    var found = /(?:^|; )cv_csrf=([^;]+)/.exec(document.cookie);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  }
  function typed() {
    var data = new FormData(form);
    ["uploads", "csrfmiddlewaretoken", "kept", "drop"].forEach(function (name) { data.delete(name); });
    if (over) { data.append("over", "1"); }
    return data;
  }
  function send(data) {
    return fetch(form.dataset.keep, { method: "POST", body: data, headers: { Accept: "application/json", "X-CSRFToken": csrf() } });
  }
  function tell(state, text, extra) {
    form.dataset.state = state;
    line.textContent = text;
    if (extra) { line.append(" ", extra); }
  }
  function link(text, url) {
    var made = document.createElement("a");
    made.href = url; made.target = "_blank"; made.textContent = text;
    return made;
  }
  function button(text, act) {
    var made = document.createElement("button");
    made.type = "button"; made.className = "btn"; made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  function remember() {
    try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), subject: form.elements.subject.value, body: form.elements.body.value })); } catch (error) { /* full or forbidden */ }
  }
  function forget() { try { localStorage.removeItem(key); } catch (error) { /* as above */ } }

  function changed() {
    if (leaving) { return; }
    changes += 1;
    since = since || Date.now();
    tell("dirty", said("dirty"));
    remember();
    later();
  }
  function later() {
    clearTimeout(timer);
    if (pause >= 0) { timer = setTimeout(keep, Math.max(pause, Math.min(AFTER, since + LATEST - Date.now()))); }
  }
  function keep() {
    if (busy || leaving || changes === kept) { return; }
    var snapshot = changes;
    busy = true; since = 0;
    send(typed()).then(function (answer) {
      return answer.json().then(function (told) { settle(answer.status, told, snapshot); });
    }).catch(function () { pause = 10000; tell("waiting", said("retry")); }).then(function () {
      busy = false;
      if (changes !== kept) { later(); }
    });
  }
  function settle(status, told, snapshot) {
    if (status === 200) {
      kept = snapshot; pause = 0; over = false;
      if (changes === kept) { forget(); tell("kept", said("kept") + " " + told.at); }
      return;
    }
    pause = 10000;
    if (told.code === "signed_out") {
      tell("waiting", said("login"), link(said("login-link"), told.login));
    } else if (told.code === "other_window") {
      pause = -1;
      tell("stopped", told.text, button(said("over"), function () { over = true; pause = 0; keep(); }));
    } else if (told.code === "already_saved") {
      pause = -1; kept = changes; forget();
      tell("stopped", told.text, link(said("open"), told.page));
    } else { tell("waiting", told.text || said("retry")); }
  }
  /* Annexes go up once, by themselves, while one types on; the form then names them by its token. */
  function sendFiles() {
    if (sending || leaving || !form.elements.uploads.files.length && !form.querySelector("input[name=drop]:checked")) { return; }
    var data = new FormData(form), all = Array.from(data.keys()), said = document.getElementById("sending");
    all.forEach(function (name) { if (["typed", "document", "kept", "uploads", "drop"].indexOf(name) < 0) { data.delete(name); } });
    if (over) { data.append("over", "1"); }
    sending = true; said.textContent = form.dataset.saidSending; form.dataset.files = "sending";
    send(data).then(function (answer) {
      return answer.json().then(function (told) {
        said.textContent = answer.status === 200 ? "" : told.text || form.dataset.saidUnsent;
        if (answer.status === 200) { showFiles(told); }
        form.dataset.files = answer.status === 200 ? "kept" : "refused";
      });
    }).catch(function () { said.textContent = form.dataset.saidUnsent; form.dataset.files = "refused"; }).then(function () { sending = false; });
  }
  function showFiles(told) {
    var box = document.getElementById("held"), list = box.querySelector("div");
    form.elements.kept.value = told.kept;
    form.elements.uploads.value = "";
    list.textContent = "";
    told.files.forEach(function (file) {
      var row = document.createElement("div"), label = document.createElement("label"), tick = document.createElement("input");
      tick.type = "checkbox"; tick.name = "drop"; tick.value = file.id;
      label.append(tick, " " + form.dataset.saidDrop + " " + file.name + " (" + file.size + ")");
      row.append(label); list.append(row);
    });
    box.hidden = !told.files.length;
  }
  /* what an earlier page could not bring to the server */
  function rescue() {
    var copy = JSON.parse(localStorage.getItem(key) || "null");
    if (!copy || copy.at < 1000 * Number(form.dataset.at) || copy.body === form.elements.body.value && copy.subject === form.elements.subject.value) { forget(); return; }
    tell("found", said("found"), button(said("take"), function () {
      form.elements.subject.value = copy.subject; form.elements.body.value = copy.body;
      changed();
    }));
  }

  form.addEventListener("input", function (event) { if (event.target.name !== "uploads" && event.target.name !== "drop") { changed(); } });
  form.addEventListener("change", function (event) {
    if (event.target.name === "uploads" || event.target.name === "drop") { sendFiles(); return; }
    if (event.target.type === "checkbox" || event.target.tagName === "SELECT") { changed(); }
  });
  form.addEventListener("submit", function () { form.elements.csrfmiddlewaretoken.value = csrf(); leaving = true; clearTimeout(timer); forget(); });
  form.addEventListener("keydown", function (event) {
    if (event.code === "KeyS" && (event.ctrlKey || event.metaKey) && !event.isComposing && !event.shiftKey && !event.altKey) { event.preventDefault(); keep(); }
  });
  window.addEventListener("pageshow", function () { leaving = false; });
  window.addEventListener("online", function () { pause = Math.min(pause, 0); keep(); });
  document.addEventListener("visibilitychange", function () { if (document.hidden) { keep(); } });
  window.addEventListener("beforeunload", function (event) { if (!leaving && (changes !== kept || sending)) { event.preventDefault(); event.returnValue = ""; } });
  try { rescue(); } catch (error) { /* no storage here */ }
})();
