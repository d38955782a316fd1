/* Writing: nothing that was typed is lost. The page works without this file; with it
   1. the draft keeps itself: 3 s after the last key, 20 s after the first at the latest;
   2. until the server has it, a copy lies in this browser, and goes to the drafts at the next chance;
   3. log-in over, line cut, a second window: the page says so, and goes on by itself when it can;
   4. files go with it (mail-files.js); 5. Ctrl+Enter sends, Ctrl+S keeps. */
(function () {
  "use strict";
  var form = document.getElementById("write"), AFTER = 3000, LATEST = 20000, WAIT = 60000;
  if (!form || !window.fetch || !window.FormData) { return; }
  var line = document.getElementById("kept-at"), note = null;
  var timer = 0, copyTimer = 0, since = 0, changes = 0, kept = 0, busy = false, pause = 0, leaving = false, over = false, underway = null;
  var prefix = "cv-write-" + form.dataset.who + "-", key = prefix + form.elements.page.value;

  function said(name) { return form.getAttribute("data-said-" + name); }
  function csrf() {
    var found = /(?:^|; )cv_csrf=([^;]+)/.exec(document.cookie);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  }
  form.readCsrf = csrf;
  function typed() {
    var data = new FormData(form);
    ["attachments", "large", "csrfmiddlewaretoken", "action", "over", "confirmed", "template"].forEach(function (name) { data.delete(name); });
    return data;
  }
  function post(url, data, extra) {
    var stop = new AbortController(), clock = setTimeout(function () { stop.abort(); }, WAIT);
    underway = stop;
    var options = { method: "POST", body: data, headers: { Accept: "application/json", "X-CSRFToken": csrf() }, signal: stop.signal };
    return fetch(url, Object.assign(options, extra)).then(function (answer) {
      clearTimeout(clock);
      return answer.json().then(function (told) { told.status = answer.status; return told; });
    });
  }

  /* what the page says */
  function tell(text, buttons) {
    if (note) { note.remove(); note = null; }
    if (!text) { return; }
    note = document.createElement("div");
    note.className = "note bad";
    note.setAttribute("role", "alert");
    note.textContent = text + " ";
    (buttons || []).forEach(function (button) { note.appendChild(button); });
    form.insertBefore(note, form.firstChild);
  }
  function button(text, act) {
    var made = document.createElement("button");
    made.type = "button"; made.className = "btn"; made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  function link(text, url) {
    var made = document.createElement("a");
    made.className = "btn"; made.href = url; made.target = "_blank"; made.textContent = text;
    return made;
  }

  /* the copy in this browser */
  function remember(isLast) {
    copyTimer = 0;
    var fields = Array.from(typed().entries()).filter(function (pair) { return typeof pair[1] === "string"; });
    try {
      localStorage.setItem(key, JSON.stringify({ url: form.dataset.keep, at: Date.now(), isLast: isLast === true, fields: fields }));
    } catch (error) { /* full or forbidden: the server's copy is what counts */ }
  }
  function forget(name) { clearTimeout(copyTimer); copyTimer = 0; try { localStorage.removeItem(name); } catch (error) { /* as above */ } }

  /* keeping */
  function changed() {
    if (leaving) { return; }
    changes += 1;
    since = since || Date.now();
    line.textContent = said("dirty");
    copyTimer = copyTimer || setTimeout(remember, 500);
    later();
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(pause, Math.min(AFTER, since + LATEST - Date.now())));
  }
  function keep() {
    if (busy || leaving || changes === kept) { return; }
    var snapshot = changes, data = typed(), boxes = ticked();
    if (over) { data.append("over", "1"); }
    busy = true; since = 0;
    line.textContent = said("keeping");
    post(form.dataset.keep, data).then(function (told) {
      if (told.status === 200) { settle(told, snapshot, boxes); } else { stumble(told); }
    }, function () { stumble({ status: 0 }); }).then(function () {
      busy = false;
      if (changes !== kept && pause >= 0) { later(); }
    });
  }
  /* a file beside it, by a request that tells how far it is; one at a time with the text */
  form.keepFile = function (file, hears, name) {
    if (busy) { setTimeout(function () { form.keepFile(file, hears, name); }, 300); return; }
    var request = new XMLHttpRequest(), data = typed(), snapshot = changes, boxes = ticked();
    data.append(name || "attachments", file, file.name);
    busy = true;
    function end(problem, told) { busy = false; hears.done(problem, told); if (changes !== kept && pause >= 0) { later(); } }
    request.open("POST", form.dataset.keep);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrf());
    request.upload.addEventListener("progress", function (event) { if (event.total) { hears.moved(event.loaded / event.total); } });
    request.addEventListener("load", function () {
      var told = {};
      try { told = JSON.parse(request.responseText); } catch (error) { /* a proxy's page */ }
      told.status = request.status;
      if (told.status === 200) { settle(told, snapshot, boxes); end("", told); } else { stumble(told); end(told.text || said("retry")); }
    });
    request.addEventListener("error", function () { end(said("retry")); });
    request.addEventListener("abort", function () { end("abort"); });
    hears.begun(request);
    request.send(data);
  };
  function settle(told, snapshot, boxes) {
    kept = snapshot; pause = 0; over = false;
    Object.keys(told.fields).forEach(function (name) { form.elements[name].value = told.fields[name]; });
    form.action = told.action;
    form.dataset.keep = told.keep;
    history.replaceState(history.state, "", told.page);
    showFiles(told.files, boxes);
    showHint(told.hint);
    tell("");
    line.textContent = changes === kept ? said("kept") + " " + told.at : said("dirty");
    if (changes === kept) { forget(key); }
  }
  function stumble(told) {
    if (leaving) { return; }
    line.textContent = said("dirty");
    pause = 10000;
    if (told.code === "signed_out") {
      tell(said("login"), [link(said("login-link"), told.login)]);
    } else if (told.code === "other_window") {
      pause = -1;
      tell(told.text, [button(said("over"), function () { over = true; pause = 0; keep(); }), link(said("other"), told.other)]);
    } else if (told.code === "already_sent") {
      pause = -1; kept = changes; forget(key);
      tell(said("sent"));
    } else if (told.status >= 400 && told.status < 500) {
      tell(told.text || said("retry"));
    } else {
      tell(said("retry"));
    }
  }
  /* it is night, or he is away */
  function showHint(hint) {
    var place = document.getElementById("timing"), go = place.querySelector("button"), said = place.querySelector("span");
    place.hidden = !hint;
    if (!hint) { return; }
    if (said.textContent !== hint.text) { said.textContent = hint.text; }
    go.hidden = !hint.label; go.value = hint.send_at; go.textContent = hint.label;
  }
  function ticked() { return Array.from(form.querySelectorAll("input[name=keep]:checked")); }
  function showFiles(files, boxes) {
    var set = form.querySelector(".sent-files");
    set.querySelectorAll("label").forEach(function (label) { label.remove(); });
    files.forEach(function (file, n) {
      var label = document.createElement("label"), box = document.createElement("input"), size = document.createElement("span");
      label.className = "kept";
      box.type = "checkbox"; box.name = "keep"; box.value = file.index;
      box.checked = !boxes[n] || boxes[n].checked;
      size.className = "mute"; size.textContent = " " + Math.max(1, Math.round(file.size / 1024)) + " KB";
      label.append(box, " " + file.name, size);
      set.appendChild(label);
    });
    set.hidden = !files.length;
  }

  /* copies that earlier pages left: they become drafts */
  function rescue() {
    Object.keys(localStorage).filter(function (name) { return name.indexOf(prefix) === 0 && name !== key; }).forEach(function (name) {
      var copy;
      try { copy = JSON.parse(localStorage.getItem(name)); } catch (error) { forget(name); return; }
      // Another window may still be writing this one.
      if (!copy || !copy.isLast && Date.now() - copy.at < WAIT) { return; }
      var data = new FormData();
      copy.fields.forEach(function (pair) { data.append(pair[0], pair[1]); });
      bring(name, copy, data);
    });
  }

  function bring(name, copy, data) {
    post(copy.url, data).then(function (told) {
      var isHere = data.get("uid") && data.get("uid") === form.elements.uid.value && !changes;
      if (told.status === 200) {
        forget(name);
        if (isHere) { location.replace(told.page); }
        tell(said("found"), [link(data.get("subject") || said("nosubject"), told.page)]);
      } else if (told.code === "other_window") {
        tell(told.text, [button(said("over"), function () { data.set("over", "1"); bring(name, copy, data); }), link(said("other"), told.other)]);
      } else if (told.code === "already_sent" || Date.now() - copy.at > 7 * 86400000) { forget(name); }
    }, function () { /* the line is cut: another time */ });
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", function (event) { if (event.target.name !== "template" && (event.target.type === "checkbox" || event.target.tagName === "SELECT")) { changed(); } });
  form.addEventListener("people-taken", changed);
  form.addEventListener("focusout", function () { if (since) { later(); } });
  form.addEventListener("submit", function (event) {
    if (event.defaultPrevented) { return; }
    form.elements.csrfmiddlewaretoken.value = csrf();
    leaving = true;
    clearTimeout(timer);
    if (underway) { underway.abort(); }  // what is sent needs no keeping
    if (changes !== kept) { remember(true); }
  });
  form.addEventListener("keydown", function (event) {
    if (event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey)) { return; }
    if (event.key === "Enter") { event.preventDefault(); form.requestSubmit(form.querySelector("button[value=send]")); }
    if (event.code === "KeyS" && !event.shiftKey) { event.preventDefault(); keep(); }
  });
  window.addEventListener("pageshow", function () { leaving = false; });
  window.addEventListener("pagehide", function () {
    if (leaving || changes === kept) { return; }
    remember(true);
    // A browser takes 64 KB along when it leaves; the copy here is for what is longer.
    post(form.dataset.keep, typed(), { keepalive: true }).catch(function () { /* the copy stays */ });
  });
  document.addEventListener("visibilitychange", function () { if (document.hidden) { keep(); } });
  window.addEventListener("online", function () { pause = Math.min(pause, 0); keep(); });
  window.addEventListener("beforeunload", function (event) { if (!leaving && changes !== kept) { event.preventDefault(); event.returnValue = ""; } });
  try { rescue(); } catch (error) { /* no storage here */ }
  if (form.hasAttribute("data-dirty")) { changed(); }
})();
