/// The drugs of synthetic data: real structures, so that the molecular graphs are as varied as in real data.
package struct SyntheticDrug: Sendable {
  package let name: String
  package let mechanism: SyntheticMechanism
  package let pubchemCID: Int64
  /// The molecular formula in Hill's order, which the structure is checked against.
  package let formula: String
  package let smiles: String

  /// In the order in which synthetic data take them: the first ones cover most mechanisms.
  package static let all = table.split(separator: "\n").map { line -> SyntheticDrug in
    let fields = line.split(separator: " | ").map(String.init)
    guard fields.count == 5, let mechanism = SyntheticMechanism(rawValue: fields[1]),
      let cid = Int64(fields[2])
    else { preconditionFailure("the table of synthetic drugs is malformed: \(line)") }
    return SyntheticDrug(
      name: fields[0], mechanism: mechanism, pubchemCID: cid, formula: fields[3], smiles: fields[4])
  }

  /// The SMILES without its marks of stereochemistry. "[C@]" becomes "[C]", which has no hydrogen either.
  var smilesWithoutStereo: String { smiles.filter { !"@/\\".contains($0) } }

  // Name, mechanism, PubChem CID, formula, SMILES.
  private static let table = #"""
    Erlotinib | egfr | 176870 | C22H23N3O4 | C#Cc1cccc(Nc2ncnc3cc(OCCOC)c(OCCOC)cc23)c1
    Trametinib | mek | 11707110 | C26H23FIN5O4 | CC(=O)Nc1cccc(c1)N1C(=O)N(C2CC2)C(=O)C2=C(Nc3ccc(I)cc3F)N(C)C(=O)C(C)=C12
    Dabrafenib | braf | 44462760 | C23H20F3N5O2S2 | CC(C)(C)c1nc(c(s1)-c1ccnc(N)n1)-c1cccc(NS(=O)(=O)c2c(F)cccc2F)c1F
    Imatinib | abl | 5291 | C29H31N7O | Cc1ccc(NC(=O)c2ccc(CN3CCN(C)CC3)cc2)cc1Nc1nccc(n1)-c1cccnc1
    Olaparib | parp | 23725625 | C24H23FN4O3 | Fc1ccc(Cc2n[nH]c(=O)c3ccccc23)cc1C(=O)N1CCN(CC1)C(=O)C1CC1
    Paclitaxel | microtubule | 36314 | C47H51NO14 | CC(=O)O[C@H]1C(=O)[C@]2(C)[C@@H](O)C[C@H]3OC[C@@]3(OC(C)=O)[C@H]2[C@H](OC(=O)c2ccccc2)[C@]2(O)C[C@H](OC(=O)[C@H](O)[C@@H](NC(=O)c3ccccc3)c3ccccc3)C(C)=C1C2(C)C
    Nutlin-3a | mdm2 | 11433190 | C30H30Cl2N4O4 | COc1ccc(C2=N[C@H]([C@H](N2C(=O)N2CCNC(=O)C2)c2ccc(Cl)cc2)c2ccc(Cl)cc2)c(OC(C)C)c1
    Vorinostat | hdac | 5311 | C14H20N2O3 | ONC(=O)CCCCCCC(=O)Nc1ccccc1
    Palbociclib | cdk | 5330286 | C24H29N7O2 | CC(=O)C1=C(C)c2cnc(Nc3ccc(cn3)N3CCNCC3)nc2N(C2CCCC2)C1=O
    Gemcitabine | antimetabolite | 60750 | C9H11F2N3O4 | Nc1ccn([C@@H]2O[C@H](CO)[C@@H](O)C2(F)F)c(=O)n1
    Bortezomib | proteasome | 387447 | C19H25BN4O4 | CC(C)C[C@H](NC(=O)[C@H](Cc1ccccc1)NC(=O)c1cnccn1)B(O)O
    Pictilisib | pi3k | 17755052 | C23H27N7O3S2 | CS(=O)(=O)N1CCN(Cc2cc3nc(nc(N4CCOCC4)c3s2)-c2cccc3[nH]ncc23)CC1
    Crizotinib | metAlk | 11626560 | C21H22Cl2FN5O | C[C@@H](Oc1cc(cnc1N)-c1cnn(c1)C1CCNCC1)c1c(Cl)ccc(F)c1Cl
    Lapatinib | erbb2 | 208908 | C29H26ClFN4O4S | CS(=O)(=O)CCNCc1ccc(o1)-c1ccc2ncnc(Nc3ccc(OCc4cccc(F)c4)c(Cl)c3)c2c1
    Sorafenib | vegfr | 216239 | C21H16ClF3N4O3 | CNC(=O)c1cc(Oc2ccc(NC(=O)Nc3ccc(Cl)c(c3)C(F)(F)F)cc2)ccn1
    Doxorubicin | topoisomerase | 31703 | C27H29NO11 | COc1cccc2C(=O)c3c(O)c4C[C@](O)(C[C@H](O[C@H]5C[C@H](N)[C@H](O)[C@H](C)O5)c4c(O)c3C(=O)c12)C(=O)CO
    Temozolomide | alkylating | 5394 | C6H6N6O2 | CN1N=Nc2c(ncn2C1=O)C(N)=O
    Quizartinib | flt3 | 24889392 | C29H32N6O4S | CC(C)(C)c1cc(NC(=O)Nc2ccc(cc2)-c2cn3c4ccc(OCCN5CCOCC5)cc4sc3n2)no1
    Ruxolitinib | jak | 25126798 | C17H18N6 | N#CC[C@H](C1CCCC1)n1cc(cn1)-c1ncnc2[nH]ccc12
    JQ1 | bet | 46907787 | C23H25ClN4O2S | Cc1sc-2c(c1C)C(=N[C@@H](CC(=O)OC(C)(C)C)c1nnc(C)n-21)c1ccc(Cl)cc1
    Gefitinib | egfr | 123631 | C22H24ClFN4O3 | COc1cc2ncnc(Nc3ccc(F)c(Cl)c3)c2cc1OCCCN1CCOCC1
    Afatinib | erbb2 | 10184653 | C24H25ClFN5O3 | CN(C)C/C=C/C(=O)Nc1cc2c(Nc3ccc(F)c(Cl)c3)ncnc2cc1O[C@H]1CCOC1
    Dasatinib | abl | 3062316 | C22H26ClN7O2S | Cc1nc(Nc2ncc(s2)C(=O)Nc2c(C)cccc2Cl)cc(n1)N1CCN(CCO)CC1
    Nilotinib | abl | 644241 | C28H22F3N7O | Cc1cn(cn1)-c1cc(NC(=O)c2ccc(C)c(Nc3nccc(n3)-c3cccnc3)c2)cc(c1)C(F)(F)F
    Bosutinib | abl | 5328940 | C26H29Cl2N5O3 | COc1cc(Nc2c(cnc3cc(OCCCN4CCN(C)CC4)c(OC)cc23)C#N)c(Cl)cc1Cl
    Sunitinib | vegfr | 5329102 | C22H27FN4O2 | CCN(CC)CCNC(=O)c1c(C)[nH]c(/C=C2\C(=O)Nc3ccc(F)cc23)c1C
    Pazopanib | vegfr | 10113978 | C21H23N7O2S | CN(c1ccnc(Nc2ccc(C)c(c2)S(N)(=O)=O)n1)c1ccc2c(C)n(C)nc2c1
    Axitinib | vegfr | 6450551 | C22H18N4OS | CNC(=O)c1ccccc1Sc1ccc2c(/C=C/c3ccccn3)n[nH]c2c1
    PLX-4720 | braf | 24180719 | C17H14ClF2N3O3S | CCCS(=O)(=O)Nc1ccc(F)c(C(=O)c2c[nH]c3ncc(Cl)cc23)c1F
    Selumetinib | mek | 10127622 | C17H15BrClFN4O3 | Cn1cnc2c(F)c(Nc3ccc(Br)cc3Cl)c(cc12)C(=O)NOCCO
    PD0325901 | mek | 9826528 | C16H14F3IN2O4 | OC[C@@H](O)CONC(=O)c1ccc(F)c(F)c1Nc1ccc(I)cc1F
    CI-1040 | mek | 6918454 | C17H14ClF2IN2O2 | Fc1ccc(C(=O)NOCC2CC2)c(Nc2ccc(I)cc2Cl)c1F
    Veliparib | parp | 11960529 | C13H16N4O | C[C@@]1(CCCN1)c1nc2c(cccc2[nH]1)C(N)=O
    Rucaparib | parp | 9931954 | C19H18FN3O | CNCc1ccc(cc1)-c1[nH]c2cc(F)cc3C(=O)NCCc1c23
    Belinostat | hdac | 6918638 | C15H14N2O4S | ONC(=O)/C=C/c1cccc(c1)S(=O)(=O)Nc1ccccc1
    Entinostat | hdac | 4261 | C21H20N4O3 | Nc1ccccc1NC(=O)c1ccc(CNC(=O)OCc2cccnc2)cc1
    Methotrexate | antimetabolite | 126941 | C20H22N8O5 | CN(Cc1cnc2nc(N)nc(N)c2n1)c1ccc(cc1)C(=O)N[C@@H](CCC(O)=O)C(O)=O
    Cytarabine | antimetabolite | 6253 | C9H13N3O5 | Nc1ccn([C@@H]2O[C@H](CO)[C@@H](O)[C@@H]2O)c(=O)n1
    5-Fluorouracil | antimetabolite | 3385 | C4H3FN2O2 | Fc1c[nH]c(=O)[nH]c1=O
    Etoposide | topoisomerase | 36462 | C29H32O13 | COc1cc(cc(OC)c1O)[C@H]1[C@@H]2[C@H](COC2=O)[C@H](O[C@@H]2O[C@@H]3CO[C@@H](C)O[C@H]3[C@H](O)[C@H]2O)c2cc3OCOc3cc12
    Camptothecin | topoisomerase | 24360 | C20H16N2O4 | CC[C@@]1(O)C(=O)OCC2=C1C=C1N(Cc3cc4ccccc4nc13)C2=O
    Topotecan | topoisomerase | 60700 | C23H23N3O5 | CC[C@@]1(O)C(=O)OCC2=C1C=C1N(Cc3cc4c(CN(C)C)c(O)ccc4nc13)C2=O
    Docetaxel | microtubule | 148124 | C43H53NO14 | CC1=C2[C@@H](O)C(=O)[C@]3(C)[C@@H](O)C[C@H]4OC[C@@]4(OC(C)=O)[C@H]3[C@H](OC(=O)c3ccccc3)[C@](O)(C[C@@H]1OC(=O)[C@H](O)[C@@H](NC(=O)OC(C)(C)C)c1ccccc1)C2(C)C
    Bicalutamide | hormone | 2375 | C18H14F4N2O4S | CC(O)(CS(=O)(=O)c1ccc(F)cc1)C(=O)Nc1ccc(C#N)c(c1)C(F)(F)F
    Tamoxifen | hormone | 2733526 | C26H29NO | CC/C(=C(\c1ccccc1)/c1ccc(OCCN(C)C)cc1)/c1ccccc1
    Tretinoin | retinoid | 444795 | C20H28O2 | CC(/C=C/C1=C(C)CCCC1(C)C)=C\C=C\C(C)=C\C(O)=O
    Bexarotene | retinoid | 82146 | C24H28O2 | Cc1cc2c(cc1C(=C)c1ccc(cc1)C(O)=O)C(C)(C)CCC2(C)C
    Lenalidomide | other | 216326 | C13H13N3O3 | Nc1cccc2C(=O)N(Cc12)C1CCC(=O)NC1=O
    Metformin | other | 4091 | C4H11N5 | CN(C)C(=N)NC(N)=N
    MK-2206 | pi3k | 24964624 | C25H21N5O | NC1(CCC1)c1ccc(cc1)-c1nc2ccn3c(=O)[nH]nc3c2cc1-c1ccccc1
    AZD8055 | pi3k | 25262965 | C25H31N5O4 | C[C@H]1COCCN1c1nc(N2CCOC[C@@H]2C)c2ccc(nc2n1)-c1ccc(OC)c(CO)c1
    Tozasertib | aurora | 5494449 | C23H28N8OS | CN1CCN(CC1)c1cc(Nc2cc(C)[nH]n2)nc(Sc2ccc(NC(=O)C3CC3)cc2)n1
    Tofacitinib | jak | 9926791 | C16H20N6O | C[C@@H]1CCN(C[C@@H]1N(C)c1ncnc2[nH]ccc12)C(=O)CC#N
    Vismodegib | hedgehog | 24776445 | C19H14Cl2N2O3S | CS(=O)(=O)c1ccc(C(=O)Nc2ccc(Cl)c(c2)-c2ccccn2)c(Cl)c1
    Linsitinib | igf1r | 11640390 | C26H23N5O | CC1(O)CC(C1)c1nc(-c2ccc3ccc(nc3c2)-c2ccccc2)c2c(N)nccn12
    Foretinib | metAlk | 42642645 | C34H34F2N4O6 | COc1cc2c(Oc3ccc(NC(=O)C4(CC4)C(=O)Nc4ccc(F)cc4)cc3F)ccnc2cc1OCCCN1CCOCC1
    Cabozantinib | metAlk | 25102847 | C28H24FN3O5 | COc1cc2nccc(Oc3ccc(NC(=O)C4(CC4)C(=O)Nc4ccc(F)cc4)cc3)c2cc1OC
    Masitinib | abl | 10074640 | C28H30N6OS | CN1CCN(Cc2ccc(cc2)C(=O)Nc2ccc(C)c(Nc3nc(cs3)-c3cccnc3)c2)CC1
    Motesanib | vegfr | 11667893 | C22H23N5O | CC1(C)CNc2cc(NC(=O)c3cccnc3NCc3ccncc3)ccc12
    Tivozanib | vegfr | 9911830 | C22H19ClN4O5 | COc1cc2nccc(Oc3ccc(NC(=O)Nc4cc(C)on4)c(Cl)c3)c2cc1OC
    Linifanib | flt3 | 11485656 | C21H18FN5O | Cc1ccc(F)c(NC(=O)Nc2ccc(cc2)-c2cccc3[nH]nc(N)c23)c1
    Panobinostat | hdac | 6918837 | C21H23N3O2 | Cc1[nH]c2ccccc2c1CCNCc1ccc(/C=C/C(=O)NO)cc1
    Mitomycin-C | alkylating | 5746 | C15H18N4O5 | CO[C@]12[C@H]3N[C@H]3CN1C1=C([C@H]2COC(N)=O)C(=O)C(N)=C(C)C1=O
    Doramapimod | other | 156422 | C31H37N5O3 | Cc1ccc(cc1)-n1nc(cc1NC(=O)Nc1ccc(OCCN2CCOCC2)c2ccccc12)C(C)(C)C
    Saracatinib | abl | 10302451 | C27H32ClN5O5 | CN1CCN(CCOc2cc(OC3CCOCC3)c3c(Nc4c(Cl)ccc5OCOc45)ncnc3c2)CC1
    Vemurafenib | braf | 42611257 | C23H18ClF2N3O3S | CCCS(=O)(=O)Nc1ccc(F)c(C(=O)c2c[nH]c3ncc(cc23)-c2ccc(Cl)cc2)c1F
    Osimertinib | egfr | 71496458 | C28H33N7O2 | COc1cc(N(C)CCN(C)C)c(NC(=O)C=C)cc1Nc1nccc(n1)-c1cn(C)c2ccccc12
    Neratinib | erbb2 | 9915743 | C30H29ClN6O3 | CCOc1cc2ncc(C#N)c(Nc3ccc(OCc4ccccn4)c(Cl)c3)c2cc1NC(=O)/C=C/CN(C)C
    Ibrutinib | other | 24821094 | C25H24N6O2 | C=CC(=O)N1CCC[C@H](C1)n1nc(c2c(N)ncnc12)-c1ccc(Oc2ccccc2)cc1
    Cyclophosphamide | alkylating | 2907 | C7H15Cl2N2O2P | ClCCN(CCCl)P1(=O)NCCCO1
    Hydroxyurea | antimetabolite | 3657 | CH4N2O2 | NC(=O)NO
    Dexamethasone | hormone | 5743 | C22H29FO5 | C[C@@H]1C[C@H]2[C@@H]3CCC4=CC(=O)C=C[C@]4(C)[C@@]3(F)[C@@H](O)C[C@]2(C)[C@@]1(O)C(=O)CO
    """#
}
