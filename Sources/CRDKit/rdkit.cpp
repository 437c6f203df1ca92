#include "chemistry.h"
