// libcrypto's digests: the audit log's hashes. libmosquitto brings the library along already.
#include <openssl/evp.h>
