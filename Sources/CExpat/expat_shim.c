#include "expat_shim.h"

// SwiftPM wants a source file in a target that carries linker settings; the module is Expat's own header.
