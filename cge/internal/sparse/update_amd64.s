#include "textflag.h"

// func update4x8avx(c, l *float64, stride int, u *float64, k int)
//
// Subtracts from 4 rows of 8 numbers at c the product of 4 rows of k numbers at
// l with k rows of 8 numbers at u. Rows of c and l lie stride numbers apart,
// rows of u follow one another; k is at least 1. Each number of c takes its k
// products in order, one fused multiply-add each.
TEXT ·update4x8avx(SB), NOSPLIT, $0-40
	MOVQ c+0(FP), DI
	MOVQ l+8(FP), SI
	MOVQ stride+16(FP), DX
	MOVQ u+24(FP), BX
	MOVQ k+32(FP), CX
	SHLQ $3, DX
	LEAQ (DI)(DX*1), R8
	LEAQ (DI)(DX*2), R9
	LEAQ (R8)(DX*2), R10
	LEAQ (SI)(DX*1), R11
	LEAQ (SI)(DX*2), R12
	LEAQ (R11)(DX*2), R13
	VMOVUPD (DI), Y0
	VMOVUPD 32(DI), Y1
	VMOVUPD (R8), Y2
	VMOVUPD 32(R8), Y3
	VMOVUPD (R9), Y4
	VMOVUPD 32(R9), Y5
	VMOVUPD (R10), Y6
	VMOVUPD 32(R10), Y7

loop:
	VMOVUPD      (BX), Y8
	VMOVUPD      32(BX), Y9
	VBROADCASTSD (SI), Y10
	VBROADCASTSD (R11), Y11
	VBROADCASTSD (R12), Y12
	VBROADCASTSD (R13), Y13
	VFNMADD231PD Y8, Y10, Y0
	VFNMADD231PD Y9, Y10, Y1
	VFNMADD231PD Y8, Y11, Y2
	VFNMADD231PD Y9, Y11, Y3
	VFNMADD231PD Y8, Y12, Y4
	VFNMADD231PD Y9, Y12, Y5
	VFNMADD231PD Y8, Y13, Y6
	VFNMADD231PD Y9, Y13, Y7
	ADDQ         $64, BX
	ADDQ         $8, SI
	ADDQ         $8, R11
	ADDQ         $8, R12
	ADDQ         $8, R13
	DECQ         CX
	JNZ          loop

	VMOVUPD Y0, (DI)
	VMOVUPD Y1, 32(DI)
	VMOVUPD Y2, (R8)
	VMOVUPD Y3, 32(R8)
	VMOVUPD Y4, (R9)
	VMOVUPD Y5, 32(R9)
	VMOVUPD Y6, (R10)
	VMOVUPD Y7, 32(R10)
	VZEROUPPER
	RET
