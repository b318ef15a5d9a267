/* The officer's board: its own page again and again without a reload. Only what has changed is put in, so that a button stays where it
   is, and nothing moves under a finger that presses. Without this script the page reloads itself. */
(function () {
  'use strict';
  const EVERY_MS = 500; // what a worker answers stands here within a second
  const $ = id => document.getElementById(id);
  const PRESS_MS = 2000; // a press that never ends does not stop the board
  let failures = 0, pressed = 0;
  ['pointerdown', 'keydown'].forEach(name => document.addEventListener(name, () => { pressed = Date.now(); }));
  ['pointerup', 'pointercancel', 'keyup'].forEach(name => document.addEventListener(name, () => { pressed = 0; }));

  /* Puts `fresh` in the place of `old`, and the focus on the same button as before. */
  function put(old, fresh) {
    const active = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceWith(fresh);
    const same = active && Array.from(fresh.querySelectorAll(active.tagName)).find(e => e.name === active.name &&
      (e.tagName !== 'BUTTON' || e.value === active.value) && e.href === active.href);
    if (same) same.focus({preventScroll: true});
  }
  function show(fresh) {
    const old = $('board'), olds = Array.from(old.children), news = Array.from(fresh.children);
    const alike = olds.length === news.length && olds.every((e, i) => e.tagName === news[i].tagName);
    if (!alike) { put(old, document.importNode(fresh, true)); return; }
    olds.forEach((e, i) => { if (!e.isEqualNode(news[i])) put(e, document.importNode(news[i], true)); });
  }
  function renew() {
    fetch(location.href, {cache: 'no-store'}).then(r => r.ok ? r.text() : Promise.reject(r.status)).then(text => {
      const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('board');
      if (!fresh) location.reload(); // signed out
      else if (Date.now() - pressed > PRESS_MS) show(fresh);
      failures = 0;
    }).catch(() => { failures++; }).then(() => {
      $('lost').hidden = failures < 2;
      setTimeout(renew, failures ? 2000 : EVERY_MS);
    });
  }
  setTimeout(renew, EVERY_MS);
})();
