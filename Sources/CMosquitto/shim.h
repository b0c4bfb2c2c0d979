// libmosquitto's client interface, its MQTT 5 constants, and the few OpenSSL calls the loop needs: a TLS
// session is dry only when OpenSSL says so too.
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <openssl/ssl.h>
// The doorbell between threads; Swift's Glibc module leaves it out.
#include <sys/eventfd.h>
