/* The screen of an assembly point: its own page again every few seconds, without a reload, and a word where that fails. */
(function () {
  'use strict';
  let failures = 0;
  function renew() {
    fetch(location.href, {cache: 'no-store'}).then(r => r.ok ? r.text() : Promise.reject(r.status)).then(text => {
      const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('wall');
      if (fresh) document.getElementById('wall').replaceWith(document.importNode(fresh, true));
      failures = 0;
    }).catch(() => { failures++; }).then(() => {
      document.getElementById('lost').hidden = failures < 2;
      setTimeout(renew, failures ? 2000 : 4000);
    });
  }
  setTimeout(renew, 4000);
})();
