/* The worker's page when it is closed or has no network: shows an alert that is pushed, and starts the page from what was kept.
   app.js leaves who this is, and the sentences, in the cache under ME. Everything else of the page works without this script. */
'use strict';
const CACHE = 'sibu', ME = '/w/me';
const keeps = url => /^\/(w\/[^/]+|app\.js|style\.css|icon.*)$/.test(url.pathname);
const me = () => caches.open(CACHE).then(cache => cache.match(ME)).then(found => found ? found.json() : null);

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

/* The server's answer; where none comes within 5 s, what was kept of the last one. */
function answer(request) {
  const kept = () => caches.match(request, {ignoreSearch: true}); // of whatever language
  const fresh = fetch(request).then(response => {
    const copy = response.clone();
    if (response.ok) caches.open(CACHE).then(cache => cache.put(request.url.split('?')[0], copy)).catch(() => {});
    return response;
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => kept().then(found => { if (found) resolve(found); }), 5000);
    fresh.then(resolve, fault => kept().then(found => { if (found) resolve(found); else reject(fault); })).then(() => clearTimeout(timer));
  });
}
self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method === 'GET' && url.origin === location.origin && keeps(url)) event.respondWith(answer(event.request));
});

/* A push says only that there is something: what it is, drill or real, is asked of the server. */
function ask(who) {
  return fetch('/w/' + who.token + '/state', {cache: 'no-store'}).then(r => r.ok ? r.json() : Promise.reject(r.status)).then(state => {
    const drill = state.event.drill;
    if (!drill) return [who.over, ''];
    if (drill.real) return [who.real, who.tap];
    return drill.over ? [who.mark, who.over] : [who.mark, who.tap];
  }).catch(() => [who.unknown, who.tap]);
}
self.addEventListener('push', event => {
  let drill = '';
  try { drill = event.data.json().drill; } catch (e) { /* it is about the drill that runs */ }
  event.waitUntil(me().then(who => who ? ask(who) : ['演练 DRILL', '四不 Sibu']).then(([title, body]) =>
    self.registration.showNotification(title, {body: body, tag: drill, renotify: drill !== '', requireInteraction: true,
      icon: '/icon-192.png', vibrate: [800, 200, 800, 200, 800]})));
});
self.addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(Promise.all([me(), self.clients.matchAll({type: 'window', includeUncontrolled: true})]).then(([who, pages]) => {
    const page = who && pages.find(one => new URL(one.url).pathname === '/w/' + who.token);
    return page ? page.focus() : who ? self.clients.openWindow(who.page) : null;
  }));
});
