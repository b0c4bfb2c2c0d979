// libmosquitto's client interface, its MQTT 5 constants, and the one OpenSSL call the loop needs: a TLS session
// is dry only when SSL_pending says so too (docs/decisions/0002-loop.md).
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <openssl/ssl.h>
// The doorbell between threads; Swift's Glibc module leaves it out.
#include <sys/eventfd.h>
