#!/usr/bin/python3
"""(Debian's python3: its aiosmtpd is there.) Mails sent to a real server (aiosmtpd) and read by Python's own parser; and servers that refuse, fail and vanish.
Usage: mail_peer.py MAIL-SAMPLE"""
import asyncio, email, email.policy, logging, ssl, subprocess, sys, tempfile, threading
from aiosmtpd.smtp import SMTP, AuthResult

SAMPLE = sys.argv[1]
failed = []
logging.disable()   # what the server thinks of clients that break off


class Handler:
    """Refuses by the recipient's name; keeps what it takes."""
    def __init__(self):
        self.taken, self.begun, self.secure = [], 0, []

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.begun += 1
        envelope.mail_from = address
        return '250 OK'

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('gone'):
            return '550 5.1.1 no such user'
        if address.startswith('grey'):
            return '451 4.7.1 come back later'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith('drop'):
            server.transport.abort()
            return '451 never said'
        if envelope.rcpt_tos[0].startswith('spam'):
            return '554 5.7.1 looks like spam'
        self.taken.append((envelope.rcpt_tos, envelope.content))
        self.secure.append(session.ssl is not None)
        return '250 OK'


class Stand:
    """A server on a free port of its own."""
    def __init__(self, tls=None, first=False, **options):
        self.handler = Handler()
        self.loop = asyncio.new_event_loop()
        make = lambda: SMTP(self.handler, loop=self.loop, hostname='stand', tls_context=None if first else tls, **options)
        self.server = self.loop.run_until_complete(
            self.loop.create_server(make, '127.0.0.1', 0, ssl=tls if first else None))
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def close(self):
        async def end():
            self.server.close()
            await self.server.wait_closed()
        asyncio.run_coroutine_threadsafe(end(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


def send(port, to='zhang@example.com', tls='none', user='', password='', ca='', language='zh'):
    done = subprocess.run([SAMPLE, str(port), tls, user, password, ca, language, to], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        sys.exit(f'mail_sample: {done.returncode} {done.stderr}')
    result, code, verdict, *fault = done.stdout.split()
    return int(code), verdict, fault[0] if fault else ''


def law(name, got, wanted):
    if got != wanted:
        failed.append(name)
        print(f'{name}: {got!r} instead of {wanted!r}')


def read(content, language):
    """What a mail program shows."""
    first = {'zh': ('【演练】', '第'), 'en': ('DRILL:', '')}[language][0]
    other = {'zh': 'DRILL:', 'en': '【演练】'}[language]
    message = email.message_from_bytes(content, policy=email.policy.default)
    law('defects', message.defects, [])
    subject = message['subject']
    law('subject begins', subject.startswith(first), True)
    law('both languages in the subject', ' / ' + other in subject, True)
    law('the whole English title', 'check in <there>' in subject, True)
    law('to', [a.addr_spec for a in message['to'].addresses], ['zhang@example.com'])
    law('from', (message['from'].addresses[0].display_name, message['from'].addresses[0].addr_spec), ('四不演练', 'drill@example.com'))
    law('automatic', (message['auto-submitted'], message['x-priority']), ('auto-generated', '1'))
    law('date', message['date'].datetime.isoformat(), '2026-11-26T08:30:00+00:00')
    law('expires', message['expires'], 'Thu, 26 Nov 2026 09:00:00 +0000')
    law('no other recipient', [message['cc'], message['bcc']], [None, None])
    law('kind', message.get_content_type(), 'multipart/alternative')
    parts = list(message.iter_parts())
    law('parts', [p.get_content_type() for p in parts], ['text/plain', 'text/html'])
    plain, page = parts[0].get_content(), parts[1].get_content()
    law('text begins', plain.startswith(first), True)
    law('the other language follows', plain.index(other) > plain.index('https://drill.example/p/abc?x=1&y=2'), True)
    law('text is whole', 'Leave by the north gate <now>.' in plain and '请从北门离开。' in plain, True)
    law('page begins', page.split('<h1>')[1].startswith(first), True)
    law('page escapes', 'gate &lt;now&gt;.' in page and '<now>' not in page and 'x=1&amp;y=2' in page, True)
    law('nothing is loaded from anywhere', any(word in page for word in ('<img', 'src=', '<script', '<link', 'url(')), False)


def certificate(folder):
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
                    '-subj', '/CN=stand', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', f'{folder}/key',
                    '-out', f'{folder}/cert'], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f'{folder}/cert', f'{folder}/key')
    return context


def plain_server():
    stand = Stand()
    law('accepted', send(stand.port), (250, 'accepted', ''))
    law('accepted, English first', send(stand.port, language='en'), (250, 'accepted', ''))
    law('optional TLS, not offered', send(stand.port, tls='optional'), (250, 'accepted', ''))
    law('one recipient each', [to for to, _ in stand.handler.taken], [['zhang@example.com']] * 3)
    read(stand.handler.taken[0][1], 'zh')
    read(stand.handler.taken[1][1], 'en')
    law('550', send(stand.port, to='gone@example.com'), (550, 'give-up', 'refused'))
    law('451', send(stand.port, to='grey@example.com'), (451, 'retry', 'later'))
    law('554 after the mail', send(stand.port, to='spam@example.com'), (554, 'give-up', 'refused'))
    law('dropped mid-mail', send(stand.port, to='drop@example.com')[1:], ('retry', 'broken'))
    begun = stand.handler.begun
    law('TLS required, not offered', send(stand.port, tls='required')[1:], ('give-up', 'tls'))
    law('and nothing was said', stand.handler.begun, begun)
    law('who does not ask for a password gets none', send(stand.port, user='u', password='p'), (250, 'accepted', ''))
    stand.close()
    law('nobody there', send(stand.port)[1:], ('retry', 'connect'))


def secure_servers(folder):
    context = certificate(folder)
    check = lambda server, session, envelope, mechanism, data: AuthResult(success=(data.login, data.password) == (b'u', b'p'), handled=False)
    for tls, first in (('required', False), ('optional', False), ('first', True)):
        stand = Stand(context, first, authenticator=check, auth_require_tls=not first)
        law(f'{tls}: signed in over TLS', send(stand.port, tls=tls, user='u', password='p', ca=f'{folder}/cert'), (250, 'accepted', ''))
        law(f'{tls}: wrong password', send(stand.port, tls=tls, user='u', password='q', ca=f'{folder}/cert')[1:], ('give-up', 'login'))
        law(f'{tls}: a certificate that nobody vouches for', send(stand.port, tls=tls)[1:], ('give-up', 'tls'))
        law(f'{tls}: was secure', first or stand.handler.secure == [True], True)
        stand.close()


plain_server()
with tempfile.TemporaryDirectory() as work:
    secure_servers(work)
print(f'{len(failed)} failed')
sys.exit(1 if failed else 0)
