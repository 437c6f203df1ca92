#include "boost_enumerations.hpp"

#include <GraphMol/RDKitBase.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>
#include <RDGeneral/RDLog.h>
#include <RDGeneral/versions.h>

#include <cstdio>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "crdkit.h"

namespace {

// What a chemistry_molecule points into; the pointers stay valid until it is released.
struct Molecule : chemistry_molecule {
  std::vector<chemistry_atom> atomStorage;
  std::vector<chemistry_bond> bondStorage;
  std::string smilesStorage;
};

// RDKit reports a syntax error through its log alone, and its loggers are global. So the error log is pointed
// at a string while a molecule is parsed, and one lock covers parsing and log.
std::mutex parsing;

class CapturedLog {
 public:
  CapturedLog() : previous(rdErrorLog) {
    boost::logging::disable_logs("rdApp.*");
    rdErrorLog = std::make_shared<boost::logging::rdLogger>(&text);
  }
  ~CapturedLog() { rdErrorLog = previous; }

  // The first line, such as "[10:32:07] SMILES Parse Error: unclosed ring for input: 'C1'", without its time
  // stamp and without the input, which the caller names anyway.
  std::string reason() const {
    std::string line = text.str().substr(0, text.str().find('\n'));
    line = line.substr(0, line.find(" for input:"));
    const size_t stamp = line.find("] ");
    return line.rfind("[", 0) == 0 && stamp != std::string::npos ? line.substr(stamp + 2) : line;
  }

 private:
  RDLogger previous;
  std::ostringstream text;
};

Molecule *describe(const RDKit::ROMol &molecule) {
  auto result = std::make_unique<Molecule>();
  for (const RDKit::Atom *atom : molecule.atoms()) {
    chemistry_atom entry = {};
    std::snprintf(entry.symbol, sizeof entry.symbol, "%s", atom->getSymbol().c_str());
    entry.degree = static_cast<int32_t>(atom->getDegree());
    entry.total_hydrogens = static_cast<int32_t>(atom->getTotalNumHs());
    entry.implicit_valence = static_cast<int32_t>(atom->getImplicitValence());
    entry.aromatic = atom->getIsAromatic();
    result->atomStorage.push_back(entry);
  }
  for (const RDKit::Bond *bond : molecule.bonds()) {
    result->bondStorage.push_back({static_cast<int32_t>(bond->getBeginAtomIdx()),
                                   static_cast<int32_t>(bond->getEndAtomIdx())});
  }
  result->smilesStorage = RDKit::MolToSmiles(molecule);
  result->atoms = result->atomStorage.data();
  result->atom_count = result->atomStorage.size();
  result->bonds = result->bondStorage.data();
  result->bond_count = result->bondStorage.size();
  result->canonical_smiles = result->smilesStorage.c_str();
  return result.release();
}

// No C++ exception may cross into C: every one becomes its text here.
const chemistry_molecule *parse(const char *smiles, char *message, size_t capacity) {
  std::lock_guard<std::mutex> lock(parsing);
  try {
    CapturedLog log;
    const std::unique_ptr<RDKit::ROMol> molecule(RDKit::SmilesToMol(smiles));
    if (molecule) return describe(*molecule);
    const std::string reason = log.reason();
    std::snprintf(message, capacity, "%s", reason.empty() ? "not a SMILES string" : reason.c_str());
  } catch (const std::exception &error) {
    std::snprintf(message, capacity, "%s", error.what());
  } catch (...) {
    std::snprintf(message, capacity, "RDKit failed without saying why");
  }
  return nullptr;
}

void release(const chemistry_molecule *molecule) { delete static_cast<const Molecule *>(molecule); }

}  // namespace

extern "C" const chemistry_interface *hqnn_chemistry_interface(void) {
  static const chemistry_interface interface = {CHEMISTRY_INTERFACE_VERSION, RDKit::rdkitVersion, parse, release};
  return &interface;
}
