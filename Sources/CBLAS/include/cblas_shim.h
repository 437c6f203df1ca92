#pragma once
#include <stddef.h>
// The OpenBLAS entry points that hqnn uses, declared here so that no header path is needed.
// Row-major order and the transposition values are those of the CBLAS standard.
enum { CBLAS_ROW_MAJOR = 101, CBLAS_NO_TRANSPOSE = 111, CBLAS_TRANSPOSE = 112 };
void cblas_sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
                 const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);
void cblas_dgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, double alpha,
                 const double *a, int lda, const double *b, int ldb, double beta, double *c, int ldc);
// Of LAPACK, which is part of the same library; Fortran's, so that all arguments are addresses, and the length of a text
// comes last. Neither calls Fortran's own runtime library, which most others do.
void dgebrd_(const int *m, const int *n, double *a, const int *lda, double *d, double *e, double *tauq, double *taup,
             double *work, const int *lwork, int *info);
void dbdsqr_(const char *uplo, const int *n, const int *ncvt, const int *nru, const int *ncc, double *d, double *e,
             double *vt, const int *ldvt, double *u, const int *ldu, double *c, const int *ldc, double *work, int *info,
             size_t uplo_length);
char *openblas_get_corename(void);
char *openblas_get_config(void);
