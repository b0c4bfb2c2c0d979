// libxcrypt: salts and stretches the PINs of people (yescrypt), in the form of crypt(5).
#include <crypt.h>
