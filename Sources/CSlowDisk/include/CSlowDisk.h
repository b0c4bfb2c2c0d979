// Nothing to call: this library is preloaded (LD_PRELOAD) under a process whose disk should be slow.
#pragma once
