#include "boost_enumerations.hpp"

#include <GraphMol/MolOps.h>
#include <GraphMol/PeriodicTable.h>
#include <GraphMol/RDKitBase.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>
#include <RDGeneral/RDLog.h>
#include <RDGeneral/versions.h>

#include <cstdio>
#include <memory>
#include <mutex>
#include <sstream>
#include <stdexcept>
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
  // stamp and without the input, which the caller names anyway and which may be long.
  std::string reason() const {
    std::string line = text.str().substr(0, text.str().find('\n'));
    for (const char *input : {" for input:", " while parsing:"}) line = line.substr(0, line.find(input));
    const size_t stamp = line.find("] ");
    return line.rfind("[", 0) == 0 && stamp != std::string::npos ? line.substr(stamp + 2) : line;
  }

 private:
  RDLogger previous;
  std::ostringstream text;
};

// Rank of a fragment by RDKit's LargestFragmentChooser when it counts heavy atoms alone: their number, then the mass,
// then the canonical SMILES, of which the first in the alphabet wins.
struct FragmentRank {
  size_t heavyAtoms = 0;
  double mass = 0;
  std::string smiles;

  explicit FragmentRank(const RDKit::ROMol &fragment) : smiles(RDKit::MolToSmiles(fragment)) {
    const RDKit::PeriodicTable *table = RDKit::PeriodicTable::getTable();
    for (const RDKit::Atom *atom : fragment.atoms()) {
      const int number = atom->getAtomicNum();
      const unsigned isotope = atom->getIsotope();
      heavyAtoms += number > 1;
      mass += isotope ? table->getMassForIsotope(number, isotope) : table->getMostCommonIsotopeMass(number);
      mass += atom->getTotalNumHs() * table->getMostCommonIsotopeMass(1);
    }
  }

  bool isAbove(const FragmentRank &other) const {
    if (heavyAtoms != other.heavyAtoms) return heavyAtoms > other.heavyAtoms;
    if (mass != other.mass) return mass > other.mass;
    return smiles < other.smiles;
  }
};

RDKit::ROMOL_SPTR largestFragment(const RDKit::ROMol &molecule) {
  const std::vector<RDKit::ROMOL_SPTR> fragments = RDKit::MolOps::getMolFrags(molecule);
  RDKit::ROMOL_SPTR largest = fragments.front();
  FragmentRank highest(*largest);
  for (const RDKit::ROMOL_SPTR &fragment : fragments) {
    FragmentRank rank(*fragment);
    // As in RDKit, of equal fragments the last stays: they differ in nothing but the numbers of their atoms.
    if (highest.isAbove(rank)) continue;
    largest = fragment;
    highest = rank;
  }
  return largest;
}

void refuseMoreThan(size_t limit, size_t count, const char *things) {
  if (count <= limit) return;
  throw std::runtime_error("has " + std::to_string(count) + " " + things + ", more than the " +
                           std::to_string(limit) + " that are read");
}

// Parses and sanitises as RDKit::SmilesToMol does, but for two things. Size is looked at once hydrogens have become
// implicit, before the costly steps. And stereo centres are looked for only where the SMILES marks some: SmilesToMol
// also flags those that it might have marked, which takes the cube of the number of atoms on a long chain, and which
// neither the canonical SMILES nor anything else here uses.
std::unique_ptr<RDKit::RWMol> read(const char *smiles, const chemistry_options &options, const CapturedLog &log) {
  RDKit::SmilesParserParams asWritten;
  asWritten.sanitize = false;
  asWritten.removeHs = false;
  std::unique_ptr<RDKit::RWMol> molecule(RDKit::SmilesToMol(smiles, asWritten));
  if (!molecule) {
    const std::string reason = log.reason();
    throw std::runtime_error(reason.empty() ? "not a SMILES string" : reason);
  }
  const bool implicitOnly = false, updateExplicitCount = true, sanitize = false;
  RDKit::MolOps::removeHs(*molecule, implicitOnly, updateExplicitCount, sanitize);
  refuseMoreThan(options.maximum_atoms, molecule->getNumAtoms(), "atoms");
  refuseMoreThan(options.maximum_bonds, molecule->getNumBonds(), "bonds");
  RDKit::MolOps::sanitizeMol(*molecule);
  const bool cleanIt = true, force = true;
  RDKit::MolOps::assignStereochemistry(*molecule, cleanIt, force);
  return molecule;
}

Molecule *describe(const RDKit::ROMol &molecule, size_t fragmentCount) {
  auto result = std::make_unique<Molecule>();
  result->fragment_count = fragmentCount;
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
const chemistry_molecule *parse(const char *smiles, const chemistry_options *options, char *message,
                                size_t capacity) {
  std::lock_guard<std::mutex> lock(parsing);
  try {
    const CapturedLog log;
    const auto molecule = read(smiles, *options, log);
    std::vector<int> fragmentOfAtom;
    const size_t fragments = RDKit::MolOps::getMolFrags(*molecule, fragmentOfAtom);
    if (options->largest_fragment && fragments > 1) return describe(*largestFragment(*molecule), fragments);
    return describe(*molecule, fragments);
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
