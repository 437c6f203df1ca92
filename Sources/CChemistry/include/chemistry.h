#pragma once

// The C interface between the Swift module Chemistry and the library that holds RDKit
// (libHQNNChemistry.so). The library is opened at first use, so only this header is shared:
// whoever trains without RDKit neither links nor loads it.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Raised whenever a struct below changes, so that a program never reads another build's layout.
#define CHEMISTRY_INTERFACE_VERSION 2

// One heavy (or explicitly kept hydrogen) atom as RDKit sees it after sanitisation.
struct chemistry_atom {
  char symbol[4];            // element symbol, NUL-terminated; "*" for a dummy atom
  int32_t degree;            // explicit neighbours in the graph
  int32_t total_hydrogens;   // implicit and explicit hydrogens that are no atoms of the graph
  int32_t implicit_valence;  // implicit hydrogens
  int32_t aromatic;          // 0 or 1
};

// One bond between two atoms, by their zero-based numbers.
struct chemistry_bond {
  int32_t begin;
  int32_t end;
};

struct chemistry_molecule {
  const struct chemistry_atom *atoms;
  size_t atom_count;
  const struct chemistry_bond *bonds;
  size_t bond_count;
  const char *canonical_smiles;
  size_t fragment_count;  // covalently bound parts of what was parsed, before any was left out
};

// What to make of a SMILES string.
struct chemistry_options {
  int32_t largest_fragment;  // 1: the largest fragment alone; 0: all of them
  // Larger molecules are refused before any step whose time grows faster than their size.
  size_t maximum_atoms;
  size_t maximum_bonds;
};

struct chemistry_interface {
  int32_t version;
  const char *rdkit_version;
  // Parses and sanitises a SMILES string. NULL on failure, with the reason in `message`
  // (NUL-terminated, cut to `capacity`). Safe to call from any thread; calls run one at a time.
  const struct chemistry_molecule *(*parse)(const char *smiles, const struct chemistry_options *options,
                                            char *message, size_t capacity);
  void (*release)(const struct chemistry_molecule *molecule);
};

// The library's only entry point.
#define CHEMISTRY_ENTRY_POINT "hqnn_chemistry_interface"
typedef const struct chemistry_interface *(*chemistry_entry_point)(void);

// Opens the library at `path` (a name without '/' goes through the loader's search path) and returns
// its interface, or NULL with the loader's own words in `message`. The library is never closed.
const struct chemistry_interface *chemistry_load(const char *path, char *message, size_t capacity);

#ifdef __cplusplus
}
#endif
