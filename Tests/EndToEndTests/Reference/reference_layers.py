"""Layers of the drug and cell-line branches: forward and backward side by side, double precision.

A forward function returns its output and whatever its backward function needs. Weights are oriented [out, in].
"""

import numpy as np


def dense(x, weight, bias):
    """x [N, in] -> [N, out]."""
    return x @ weight.T + bias


def dense_backward(upstream, x, weight):
    """dL/dx [N, in], dL/dweight [out, in], dL/dbias [out]."""
    return upstream @ weight, upstream.T @ x, upstream.sum(axis=0)


def relu(x):
    return np.maximum(x, 0)


def relu_backward(upstream, output):
    return upstream * (output > 0)


def normalised_adjacency(atoms, bonds):
    """D^-1/2 (A + I) D^-1/2 [atoms, atoms] of a graph whose bonds [E, 2] are listed once each."""
    adjacency = np.eye(atoms)
    adjacency[bonds[:, 0], bonds[:, 1]] = 1
    adjacency[bonds[:, 1], bonds[:, 0]] = 1
    scale = 1 / np.sqrt(adjacency.sum(axis=1))
    return scale[:, None] * adjacency * scale[None, :]


def graph_convolution(adjacency, x, weight, bias):
    """Kipf and Welling's layer, adjacency X W^T + bias: x [atoms, in] -> [atoms, out]."""
    return adjacency @ x @ weight.T + bias


def graph_convolution_backward(upstream, adjacency, x, weight):
    aggregated = adjacency @ x
    return adjacency.T @ upstream @ weight, upstream.T @ aggregated, upstream.sum(axis=0)


def windows(x, kernel):
    """x [N, channels, length] -> views [N, channels, length - kernel + 1, kernel]."""
    return np.lib.stride_tricks.sliding_window_view(x, kernel, axis=2)


def convolution(x, weight, bias):
    """1-D convolution (cross-correlation), stride 1, no padding: x [N, in, L], weight [out, in, kernel]."""
    return np.tensordot(windows(x, weight.shape[2]), weight, axes=([1, 3], [1, 2])).transpose(0, 2, 1) + bias[:, None]


def convolution_backward(upstream, x, weight):
    """upstream [N, out, L - kernel + 1] -> dL/dx [N, in, L], dL/dweight, dL/dbias."""
    kernel = weight.shape[2]
    weight_gradient = np.tensordot(upstream, windows(x, kernel), axes=([0, 2], [0, 2]))
    x_gradient = np.zeros(x.shape)
    length = upstream.shape[2]
    for k in range(kernel):
        x_gradient[:, :, k : k + length] += np.tensordot(upstream, weight[:, :, k], axes=([1], [0])).transpose(0, 2, 1)
    return x_gradient, weight_gradient, upstream.sum(axis=(0, 2))


def max_pool(x, width=3):
    """Max over windows of `width`, as far apart; a rest shorter than a window is left out. Also which one won."""
    count = x.shape[2] // width
    cut = x[:, :, : count * width].reshape(x.shape[0], x.shape[1], count, width)
    return cut.max(axis=3), cut.argmax(axis=3)


def max_pool_backward(upstream, winner, shape, width=3):
    gradient = np.zeros(shape)
    count = upstream.shape[2]
    cut = np.zeros(upstream.shape + (width,))
    np.put_along_axis(cut, winner[..., None], upstream[..., None], axis=3)
    gradient[:, :, : count * width] = cut.reshape(shape[0], shape[1], count * width)
    return gradient
