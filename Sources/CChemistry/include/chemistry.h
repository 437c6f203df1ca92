#pragma once
// filled in by the chemistry module: the C interface between Chemistry and the library that holds RDKit
