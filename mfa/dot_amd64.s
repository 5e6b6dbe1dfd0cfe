#include "textflag.h"

// func dot5avx(x, y *float64, n, stride int, out *[5]float64)
//
// Five dot products of x with rows of y that lie stride numbers apart; n is a
// multiple of 8. Two accumulators a row hide the latency of the multiply-adds.
TEXT ·dot5avx(SB), NOSPLIT, $0-40
	MOVQ x+0(FP), SI
	MOVQ y+8(FP), DI
	MOVQ n+16(FP), CX
	MOVQ stride+24(FP), DX
	MOVQ out+32(FP), R8
	SHLQ $3, DX
	LEAQ (DI)(DX*1), R9
	LEAQ (DI)(DX*2), R10
	LEAQ (R9)(DX*2), R11
	LEAQ (DI)(DX*4), R12
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	VXORPD Y4, Y4, Y4
	VXORPD Y5, Y5, Y5
	VXORPD Y6, Y6, Y6
	VXORPD Y7, Y7, Y7
	VXORPD Y8, Y8, Y8
	VXORPD Y9, Y9, Y9
	SHRQ $3, CX
	JZ   sum

loop:
	VMOVUPD     (SI), Y10
	VMOVUPD     32(SI), Y11
	VFMADD231PD (DI), Y10, Y0
	VFMADD231PD 32(DI), Y11, Y1
	VFMADD231PD (R9), Y10, Y2
	VFMADD231PD 32(R9), Y11, Y3
	VFMADD231PD (R10), Y10, Y4
	VFMADD231PD 32(R10), Y11, Y5
	VFMADD231PD (R11), Y10, Y6
	VFMADD231PD 32(R11), Y11, Y7
	VFMADD231PD (R12), Y10, Y8
	VFMADD231PD 32(R12), Y11, Y9
	ADDQ        $64, SI
	ADDQ        $64, DI
	ADDQ        $64, R9
	ADDQ        $64, R10
	ADDQ        $64, R11
	ADDQ        $64, R12
	DECQ        CX
	JNZ         loop

sum:
	VADDPD       Y1, Y0, Y0
	VADDPD       Y3, Y2, Y2
	VADDPD       Y5, Y4, Y4
	VADDPD       Y7, Y6, Y6
	VADDPD       Y9, Y8, Y8
	VEXTRACTF128 $1, Y0, X1
	VEXTRACTF128 $1, Y2, X3
	VEXTRACTF128 $1, Y4, X5
	VEXTRACTF128 $1, Y6, X7
	VEXTRACTF128 $1, Y8, X9
	VADDPD       X1, X0, X0
	VADDPD       X3, X2, X2
	VADDPD       X5, X4, X4
	VADDPD       X7, X6, X6
	VADDPD       X9, X8, X8
	VHADDPD      X2, X0, X0
	VHADDPD      X6, X4, X4
	VHADDPD      X8, X8, X8
	VMOVUPD      X0, (R8)
	VMOVUPD      X4, 16(R8)
	VMOVSD       X8, 32(R8)
	VZEROUPPER
	RET
