#pragma once
// The four OpenBLAS entry points that hqnn uses, declared here so that no header path is needed.
// Row-major order and the transposition values are those of the CBLAS standard.
enum { CBLAS_ROW_MAJOR = 101, CBLAS_NO_TRANSPOSE = 111, CBLAS_TRANSPOSE = 112 };
void cblas_sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
                 const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);
void cblas_dgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, double alpha,
                 const double *a, int lda, const double *b, int ldb, double beta, double *c, int ldc);
char *openblas_get_corename(void);
char *openblas_get_config(void);
