// Makes keys as a browser does, has a call written for them, decrypts its body and checks its token.
// Usage: node push_decrypt.js PUSH-SAMPLE KEY-FILE
'use strict';
const assert = require('assert');
const crypto = require('crypto');
const { execFileSync } = require('child_process');
const ece = require('http_ece');

const [sample, keyFile] = process.argv.slice(2);
for (let round = 0; round < 4; round++) {
    const browser = crypto.createECDH('prime256v1');
    const point = browser.generateKeys();
    const auth = crypto.randomBytes(16);
    const said = execFileSync(sample, [keyFile, 'https://push.example.net/send/abc', point.toString('base64url'),
        auth.toString('base64url')]).toString().split('\n');
    const end = said.indexOf('');
    const headers = Object.fromEntries(said.slice(0, end).map((line) => line.split(/: (.*)/s)));
    const plain = ece.decrypt(Buffer.from(said[end + 1], 'base64url'),
        { version: 'aes128gcm', privateKey: browser, authSecret: auth.toString('base64url') });
    assert.deepStrictEqual(JSON.parse(plain.toString()), { drill: '2026-000017', key: 'a-key' });

    const [, token, key] = headers.Authorization.match(/^vapid t=(\S+), k=(\S+)$/);
    const [head, claims, signature] = token.split('.');
    const bytes = Buffer.from(key, 'base64url');
    const jwk = { kty: 'EC', crv: 'P-256', x: bytes.subarray(1, 33).toString('base64url'), y: bytes.subarray(33).toString('base64url') };
    assert.ok(crypto.verify('sha256', Buffer.from(`${head}.${claims}`),
        { key: crypto.createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')));
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url'));
    assert.strictEqual(aud, 'https://push.example.net');
    assert.strictEqual(sub, 'mailto:drill@example.com');
    const left = exp - Date.now() / 1000;
    assert.ok(left > 11.9 * 3600 && left <= 12 * 3600, `good for ${left} s`);
    assert.strictEqual(headers.TTL, '540');
}
