# SPDX-License-Identifier: Apache-2.0
"""zstd from Python through the library the project itself is linked with; decoding is bounded."""
import ctypes

_lib = ctypes.CDLL("libzstd.so.1")
for _name, _result, _arguments in (
        ("ZSTD_compressBound", ctypes.c_size_t, [ctypes.c_size_t]),
        ("ZSTD_compress", ctypes.c_size_t, [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int]),
        ("ZSTD_isError", ctypes.c_uint, [ctypes.c_size_t]),
        ("ZSTD_createDStream", ctypes.c_void_p, []),
        ("ZSTD_freeDStream", ctypes.c_size_t, [ctypes.c_void_p]),
        ("ZSTD_decompressStream", ctypes.c_size_t, [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p])):
    _function = getattr(_lib, _name)
    _function.restype, _function.argtypes = _result, _arguments

_OUT_BYTES = 1 << 17


class _Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t), ("at", ctypes.c_size_t)]


def compress(data):
    bound = _lib.ZSTD_compressBound(len(data))
    out = ctypes.create_string_buffer(bound)
    size = _lib.ZSTD_compress(out, bound, data, len(data), 3)
    if _lib.ZSTD_isError(size):
        raise ValueError("zstd refuses")
    return out.raw[:size]


def decompress_prefix(data, limit_bytes):
    """As much as can be decoded of the frame at the beginning of @data, at most @limit_bytes; b"" when it is none."""
    stream = _lib.ZSTD_createDStream()
    source = ctypes.create_string_buffer(data, len(data))
    out = ctypes.create_string_buffer(_OUT_BYTES)
    given, pieces, total = _Buffer(ctypes.addressof(source), len(data), 0), [], 0
    try:
        while total < limit_bytes:
            taken = _Buffer(ctypes.addressof(out), _OUT_BYTES, 0)
            left = _lib.ZSTD_decompressStream(stream, ctypes.byref(taken), ctypes.byref(given))
            pieces.append(out.raw[:taken.at])
            total += taken.at
            if _lib.ZSTD_isError(left) or left == 0 or (given.at == given.size and taken.at < _OUT_BYTES):
                break
    finally:
        _lib.ZSTD_freeDStream(stream)
    return b"".join(pieces)
