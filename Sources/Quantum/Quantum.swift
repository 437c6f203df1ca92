// Quantum
