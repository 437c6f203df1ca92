#pragma once

// The library has one entry point; its type and all that it gives access to are declared in CChemistry.
#include "chemistry.h"

#ifdef __cplusplus
extern "C" {
#endif

const struct chemistry_interface *hqnn_chemistry_interface(void);

#ifdef __cplusplus
}
#endif
