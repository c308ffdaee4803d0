# SPDX-License-Identifier: Apache-2.0
"""Certificates that no central would make: of other authorities, expired, for two, for nobody."""
import datetime
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


def write_pair(central, name, key, certificate):
    paths = central.path(name + ".crt"), central.path(name + ".key")
    with open(paths[0], "wb") as file:
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
    with open(paths[1], "wb") as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return paths


def make_certificate(issuer_key, issuer_name, key, uris, days=(-2, 30)):
    now = datetime.datetime.utcnow()
    builder = (x509.CertificateBuilder().subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")]))
               .issuer_name(issuer_name).public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(now + datetime.timedelta(days[0])).not_valid_after(now + datetime.timedelta(days[1]))
               .add_extension(x509.BasicConstraints(False, None), True)
               .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False))
    if uris:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(uri) for uri in uris]), False)
    return builder.sign(issuer_key, hashes.SHA256())


def own_authority(central):
    with open(os.path.join(central.keys, "serve", "ca.key"), "rb") as file:
        key = serialization.load_pem_private_key(file.read(), None)
    return key, x509.load_pem_x509_certificate(central.ca.encode()).subject
