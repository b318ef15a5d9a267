"""Ed25519 verification by RFC 8032, sections 5.1 and 6: extended coordinates, whole integers, nothing secret."""
import functools
import hashlib

P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)   # of -1


def add(p, q):
    x1, y1, z1, t1 = p
    x2, y2, z2, t2 = q
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = 2 * t1 * t2 * D % P
    d = 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def double(p):
    x, y, z, _ = p
    a, b = x * x % P, y * y % P
    h = a + b
    e = h - (x + y) * (x + y) % P
    g = a - b
    f = 2 * z * z + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def decode(data):
    """The point, or None where the bytes are none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2 ** 255 - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * ROOT % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def encode(p):
    x, y, z, _ = p
    over = pow(z, P - 2, P)
    x, y = x * over % P, y * over % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


@functools.lru_cache(maxsize=8)
def table(key):
    """i B - j A for i, j from 0 to 3; None where the key is no point."""
    point = decode(key)
    if point is None:
        return None
    x, y, z, t = point
    minus = (P - x, y, z, P - t)
    rows = [(0, 1, 1, 0)]
    for _ in range(3):
        rows.append(add(rows[-1], BASE))
    return [functools.reduce(add, [minus] * j, row) for row in rows for j in range(4)]


def verify(key, message, signature):
    if len(key) != 32 or len(signature) != 64 or table(key) is None:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    sums, point = table(key), (0, 1, 1, 0)
    for bit in range(252, -1, -2):
        point = double(double(point))
        index = (s >> bit & 3) << 2 | (k >> bit & 3)
        if index:
            point = add(point, sums[index])
    return encode(point) == signature[:32]
