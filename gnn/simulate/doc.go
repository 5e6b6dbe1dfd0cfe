// Package simulate makes production networks whose elasticities of
// substitution are known, so that estimators can be judged and networks
// trained.
//
//	Config ──Draw(seed)──▶ Economy ──Solve──▶ prices, quantities
//	                          │                     │
//	                          └──▶ Truth            └──▶ panel.Panel
//
// An economy is closed in every region and year; labour is the numeraire.
// Minerals have a unit cost of one, produced goods buy labour and nests of
// inputs; shocks to demand move prices along the supply curve, which is why
// least squares finds elasticities that are too small:
//
//	price        p_i  = c_i (Q_i/Q0_i)^omega_i exp(-s_i)
//	unit cost    c_j  = [b0 + sum_k b_k P_jk^(1-eta)]^(1/(1-eta))
//	nest price   P_jk = [sum_i a_ijk e^d_ij (p_i e^tau_ij)^(1-sigma_jk)]^(1/(1-sigma_jk))
//	purchase     x_ij = X_j b_k (c_j/P_jk)^eta a_ijk e^d_ij (P_jk/(p_i e^tau_ij))^sigma_jk
//	bundle       X_j  = X0_j (Q_j/Q0_j)^(1+omega_j)
//	final use    F_i  = F0_i exp(g_i) p_i^(-eps)
//	market       Q_i  = F_i + sum_j x_ij
//
// The equations and the levels L0 to L4 ([Level]) are those of the reference
// generator gen_ces.py; given its draws, Solve returns its solution. [Random]
// widens them: random sizes, graphs, coefficients with random signs, another
// functional form, instruments with an unknown coefficient or not valid at
// all, gaps in blocks.
//
// The same Config and seed give the same bits.
package simulate
