/* The worker's page with a script: hears of an alert at once, and keeps answers on the phone until the server has them.
   Without it the page is plain forms. Works in old browsers inside chat apps: no modules, no newer syntax than 2015's. */
(function () {
  'use strict';
  const $ = id => document.getElementById(id);
  const me = $('me').dataset; // token, lang, drill; and the sentences
  const say = (text, ...values) => text.replace(/\{(\d)\}/g, (all, i) => values[i]);
  const US = 1000;

  /* ---- What the phone keeps ---- */
  const NAME = 'sibu.' + me.token;
  let saves = true; // whether the browser lets us save
  let kept = {items: [], alarmed: ''};
  function load() {
    try {
      const found = JSON.parse(localStorage.getItem(NAME));
      if (found && Array.isArray(found.items)) kept = found;
      if (me.token) localStorage.setItem('sibu.me', me.token);
    } catch (e) { saves = false; }
  }
  function save() {
    try { localStorage.setItem(NAME, JSON.stringify(kept)); saves = true; } catch (e) { saves = false; }
  }
  function uuid() {
    if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = b[6] & 15 | 64;
    b[8] = b[8] & 63 | 128;
    return Array.from(b, (x, i) => (i > 3 && i < 11 && !(i % 2) ? '-' : '') + (x + 256).toString(16).slice(1)).join('');
  }

  /* ---- How far this phone's clock is off: of the last five times asked, the one that was answered quickest ---- */
  let samples = [];
  function ask(path, options, seconds) {
    const stop = window.AbortController ? new AbortController() : null;
    const timer = setTimeout(() => stop && stop.abort(), seconds * 1000);
    const done = x => { clearTimeout(timer); return x; };
    return fetch(path, Object.assign({cache: 'no-store', signal: stop ? stop.signal : undefined}, options))
      .then(done, e => { done(); throw e; });
  }
  function sample() {
    const t0 = Date.now() * US;
    return ask('/v1/time', {}, 5).then(r => r.json()).then(time => {
      const t3 = Date.now() * US;
      samples.push({rtt: t3 - t0 - (time.sent_us - time.received_us), off: (time.received_us - t0 + time.sent_us - t3) / 2});
      samples = samples.slice(-5);
    });
  }
  const offset = () => samples.length ? Math.round(samples.reduce((a, b) => b.rtt < a.rtt ? b : a).off) : 0;

  /* ---- Answers ---- */
  let sending = false, tries = 0, timer = 0;
  function park() { // out of what is about to go
    if ($('stage')) $('stage').before($('mine'));
  }
  function show() {
    const list = $('mine');
    const drill = $('live') ? $('live').dataset.drill : me.drill;
    list.textContent = '';
    kept.items.filter(item => item.drill === drill).forEach(item => {
      const line = document.createElement('li');
      line.className = 'kept' + (item.state === 'refused' ? ' warn' : '');
      line.dataset.state = item.state;
      line.textContent = say(
        item.state === 'received' ? me.received : item.state === 'refused' ? me.refused : saves ? me.saved : me.unsaved,
        item.label, item.received_us ? new Date(item.received_us / US).toLocaleTimeString(me.lang) : '');
      if (item.kind === 'need-help' && item.state === 'received') line.textContent += (me.lang === 'zh' ? '。' : '. ') + me.help;
      list.appendChild(line);
    });
    const ways = document.querySelector('#live .ways'), banner = document.querySelector('#live .banner');
    if (ways) {
      banner.after(list); // what a page of a drill says first is that it is one
      ways.hidden = banner.classList.contains('real') ||
        kept.items.some(item => item.drill === drill && item.kind === 'check-in' && item.state === 'received');
    }
  }
  function post(item) {
    const body = {token: me.token, key: item.key, phone_us: item.phone_us, client_us: item.phone_us + offset()};
    if (item.drill) body.drill = item.drill;
    if (item.kind !== 'check-in') body.answer = item.kind;
    else if (item.code) { body.code = item.code; body.seen = item.seen; }
    else body.point = item.point;
    return ask(item.kind === 'check-in' ? '/v1/check-in' : '/v1/answer',
      {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)}, 15);
  }
  function later() {
    const wait = Math.min(60, Math.pow(2, tries++)) * (0.75 + Math.random() / 2);
    clearTimeout(timer);
    timer = setTimeout(send, wait * 1000);
  }
  function send() {
    const item = kept.items.find(one => one.state === 'waiting');
    if (sending || !item) return;
    sending = true;
    (samples.length ? Promise.resolve() : sample()).then(() => post(item)).then(r => {
      if (r.status >= 500 || r.status === 429 || r.status === 408) throw new Error(r.status);
      if (r.status !== 200) { item.state = 'refused'; return null; }
      return r.json().then(told => { item.state = 'received'; item.received_us = told.received_us; });
    }).then(() => { sending = false; tries = 0; save(); show(); send(); }, () => { sending = false; later(); });
  }
  const now = () => { tries = 0; send(); };
  let pressed = null; // browsers of before 2021 do not tell a form's handler
  document.addEventListener('click', event => { pressed = event.target.closest('button'); });
  document.addEventListener('submit', event => {
    const form = event.target, button = event.submitter || pressed;
    if (!form.hasAttribute('data-keep') || !button || !me.token) return;
    event.preventDefault();
    const field = name => form.elements[name] ? form.elements[name].value : '';
    const point = form.elements.point;
    kept.items = kept.items.slice(-20);
    kept.items.push({
      key: uuid(), drill: $('live') ? $('live').dataset.drill : me.drill, kind: button.value, point: field('point'),
      code: field('code'), seen: field('seen'), label: button.textContent + (point && point.options ? ' · ' + point.options[point.selectedIndex].text : ''),
      phone_us: Date.now() * US, state: 'waiting'
    });
    quiet();
    save();
    show();
    now();
  });

  /* ---- The alarm: honest about whether it can be heard ---- */
  let audio = null, tones = [];
  const sound = $('sound'), Audio = window.AudioContext || window.webkitAudioContext;
  function tellSound() {
    if (!sound) return;
    sound.hidden = false;
    sound.disabled = !Audio;
    sound.textContent = !Audio ? me.soundNone : audio && audio.state === 'running' ? me.soundOn : me.soundOff;
  }
  function play(seconds) {
    if (!audio || audio.state !== 'running') return;
    for (let at = 0; at < seconds; at += 0.5) {
      const tone = audio.createOscillator(), gain = audio.createGain();
      tone.type = 'square';
      tone.frequency.value = at % 1 ? 660 : 880;
      gain.gain.value = 0.3;
      tone.connect(gain).connect(audio.destination);
      tone.start(audio.currentTime + at);
      tone.stop(audio.currentTime + at + 0.45);
      tones.push(tone);
    }
  }
  function quiet() {
    tones.forEach(tone => { try { tone.stop(); } catch (e) { /* it has ended */ } });
    tones = [];
    if (navigator.vibrate) navigator.vibrate(0);
  }
  if (sound) sound.addEventListener('click', () => {
    audio = audio || new Audio();
    audio.onstatechange = tellSound;
    audio.resume().then(() => { tellSound(); play(1); }, tellSound);
  });
  function alarm(seconds) {
    quiet();
    play(seconds);
    if (navigator.vibrate) navigator.vibrate([800, 200, 800, 200, 800]);
    tellSound();
  }

  /* ---- That it is being seen: told once a drill, and only while the page is in front ---- */
  let telling = '';
  function tellSeen() {
    const id = $('live') && $('idle') && me.token ? $('live').dataset.drill : '';
    if (!id || document.hidden || kept.seen === id || telling === id) return;
    telling = id;
    ask('/w/' + me.token + '/seen', {method: 'POST'}, 15).then(r => {
      if (r.status === 200) { kept.seen = id; save(); }
      telling = '';
    }, () => { telling = ''; });
  }

  /* ---- What the server says ---- */
  function put(d) { // the part of the page for this drill
    let live = $('live');
    if (live && live.dataset.drill === d.id) return live;
    const pattern = $(d.ask === 'shelter' ? 'shelter' : 'evacuate');
    if (!pattern || !pattern.content) { renew(); return null; }
    park();
    if (live) live.remove();
    live = document.createElement('div');
    live.id = 'live';
    live.dataset.drill = d.id;
    live.appendChild(pattern.content.cloneNode(true));
    $('idle').parentNode.insertBefore(live, $('idle'));
    return live;
  }
  const arrived = d => kept.items.some(item => item.drill === d.id && item.kind === 'check-in') || $('live').dataset.there === '1';
  function heard(event) {
    const d = event.drill, live = d ? put(d) : $('live');
    if (!$('idle')) return; // the page of a code
    $('idle').hidden = !!d;
    if (!d && live) { park(); live.remove(); quiet(); }
    if (!d && !$('evacuate')) setTimeout(renew, 10000 * Math.random());
    if (!d || !live) { show(); return; }
    tellSeen();
    const banner = live.querySelector('.banner'), where = live.querySelector('.where'), updates = live.querySelector('.updates');
    if (d.real && !banner.classList.contains('real')) banner.textContent = banner.dataset.real;
    banner.classList.toggle('real', d.real);
    where.hidden = d.over;
    where.textContent = say(where.dataset.text, d.where[me.lang]);
    live.querySelector('.over').hidden = !d.over || d.real;
    const answers = live.querySelector('.answers'); // nobody is asked any more but where they are
    if (answers) answers.hidden = d.over;
    updates.textContent = '';
    d.updates.slice().reverse().forEach((words, i) => {
      if (d.over || arrived(d)) return;
      const line = document.createElement('p');
      line.className = i ? 'soft' : 'kept warn';
      if (!i) line.setAttribute('role', 'alert');
      line.textContent = words[me.lang];
      updates.appendChild(line);
    });
    show();
    const id = d.id + '.' + d.alert;
    const expired = Date.now() * US + offset() > d.expires_us; // a phone that comes back late stays silent
    if (kept.alarmed !== id) {
      kept.alarmed = id;
      save();
      if (d.over && !d.real) quiet();
      else if (!expired && (d.real || !arrived(d))) alarm(d.alert > 1 && !d.real ? 3 : 20);
    }
  }
  function renew() { // the server's own page in place of what is here
    ask(location.href, {}, 15).then(r => r.text()).then(text => {
      const page = new DOMParser().parseFromString(text, 'text/html');
      if (!page.getElementById('stage')) return;
      park();
      $('stage').replaceWith(document.importNode(page.getElementById('stage'), true));
      show();
    }, () => {});
  }

  /* ---- How it is heard: a stream; after two failures by asking; now and then the stream again ---- */
  let stream = null, failures = 0, asked = 0, etag = '', poller = 0, watch = 0;
  function connected(is) { $('net').hidden = is; }
  function listen() {
    if (!me.token) return;
    clearTimeout(poller);
    if (stream) stream.close();
    stream = null;
    if (!window.EventSource) { poll(); return; }
    stream = new EventSource('/w/' + me.token + '/events');
    const fail = () => {
      failures++;
      connected(false);
      if (failures >= 2 || !stream || stream.readyState === 2) {
        if (stream) stream.close();
        stream = null;
        poll();
      }
    };
    clearTimeout(watch);
    watch = setTimeout(() => { if (stream && stream.readyState !== 1) { failures = 2; fail(); } }, 10000);
    stream.onopen = () => connected(true);
    stream.onerror = fail;
    stream.addEventListener('drill', event => { failures = 0; connected(true); heard(JSON.parse(event.data)); });
  }
  function poll() {
    clearTimeout(poller);
    const next = () => { clearTimeout(poller); poller = setTimeout(poll, 3000 + 2000 * Math.random()); };
    ask('/w/' + me.token + '/state', {headers: etag ? {'If-None-Match': etag} : {}}, 10).then(r => {
      if (r.status !== 200 && r.status !== 304) throw new Error(r.status);
      connected(true);
      etag = r.headers.get('ETag') || '';
      return r.status === 200 ? r.json().then(state => heard(state.event)) : null;
    }).then(() => {
      if (++asked >= 12) { asked = failures = 0; listen(); } else next();
    }, () => { connected(false); next(); });
  }

  /* ---- Also when the page is closed: where the browser can, it keeps the page, and takes what the server pushes ---- */
  const push = $('push'), worker = me.token && sound && navigator.serviceWorker;
  const path = '/w/' + me.token, wasKept = worker && worker.controller;
  function keepPage() { // so that it starts without network, and the worker knows whose it is and what to say
    const who = {token: me.token, page: location.pathname + location.search, mark: me.mark, real: me.real, over: me.over,
      tap: me.tap, unknown: me.unknown};
    return caches.open('sibu').then(cache => cache.put('/w/me', new Response(JSON.stringify(who))).then(() =>
      wasKept ? null : cache.addAll([path, '/app.js', '/style.css'])));
  }
  function tellPush(says, is) {
    push.hidden = false;
    push.textContent = says;
    push.setAttribute('aria-pressed', is);
  }
  function bring(subscription) { // to the server, which takes the same again
    const keys = subscription.toJSON().keys;
    return ask(path + '/push', {method: 'POST', headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({endpoint: subscription.endpoint, p256dh: keys.p256dh, auth: keys.auth})}, 15).then(r => {
      if (r.status !== 200) throw new Error(r.status);
      tellPush(me.pushOn, true);
    });
  }
  function subscribe(manager) {
    const key = Uint8Array.from(atob(push.dataset.key.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
    return Notification.requestPermission().then(said => {
      if (said !== 'granted') { tellPush(me.pushDenied, false); return null; }
      return manager.subscribe({userVisibleOnly: true, applicationServerKey: key}).then(bring);
    });
  }
  function offer(manager) {
    let held = null;
    const find = () => manager.getSubscription().then(found => { held = found; return found; });
    find().then(found => found ? bring(found) : tellPush(me.pushOff, false)).catch(() => tellPush(me.pushOff, false));
    push.addEventListener('click', () => { // permission is asked for at once: some browsers forget the tap
      (held ? ask(path + '/push', {method: 'DELETE'}, 15).then(() => held.unsubscribe()).then(() => tellPush(me.pushOff, false))
        : subscribe(manager)).then(find, () => tellPush(me.pushNone, false));
    });
  }
  if (worker && window.caches) {
    worker.register('/sw.js', {scope: '/w/'}).then(() => worker.ready).then(registration => {
      if (push && registration.pushManager && window.Notification) offer(registration.pushManager);
      return keepPage();
    }).catch(() => {});
  }

  load();
  show();
  tellSound();
  sample().catch(() => {}).then(() => { if (sound) listen(); send(); });
  window.addEventListener('online', () => { sample().catch(() => {}); if (sound) { failures = 0; listen(); } now(); });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    tellSound();
    sample().catch(() => {});
    if (sound && !stream) listen();
    tellSeen();
    now();
  });
  if (!me.token && document.querySelector('[name=link]')) {
    try { document.querySelector('[name=link]').value = localStorage.getItem('sibu.me') || ''; } catch (e) { /* nothing is kept */ }
  }
})();
