#!/usr/bin/env python3
"""The models of bench_test.go in PyTorch on one thread: ms of processor time a step."""
import time, torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
N, T, I, H = 40, 30, 8, 32
A = torch.zeros(N, N)
for i in range(N):
    for k in range(1, 6):
        A[i, (i + 7 * k) % N] = 0.2


class Conv(torch.nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.own, self.heard = torch.nn.Linear(i, o), torch.nn.Linear(i, o)

    def forward(self, x):
        return self.own(x) + self.heard(A @ x)


class GRU(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.x, self.h, self.last = Conv(I, 3 * H), Conv(H, 3 * H), torch.nn.Linear(H, 1)

    def forward(self, x):
        cx = self.x.own(x) + self.x.heard((A @ x.reshape(N, T * I)).reshape(N, T, I))
        h, out = torch.zeros(N, H), []
        for t in range(T):
            ch = self.h(h)
            z, r = torch.sigmoid(cx[:, t, : 2 * H] + ch[:, : 2 * H]).chunk(2, -1)
            new = torch.tanh(cx[:, t, 2 * H :] + r * ch[:, 2 * H :])
            h = new + z * (h - new)
            out.append(h)
        return self.last(torch.stack(out, 1))


class Block(torch.nn.Module):
    def __init__(self, i, o, d):
        super().__init__()
        self.d, self.one, self.two, self.skip = d, torch.nn.Conv1d(i, o, 3, dilation=d), torch.nn.Conv1d(o, o, 3, dilation=d), torch.nn.Conv1d(i, o, 1)

    def forward(self, x):
        pad = lambda v: torch.nn.functional.pad(v, (2 * self.d, 0))
        h = torch.relu(self.two(pad(torch.relu(self.one(pad(x))))))
        return torch.relu(h + self.skip(x))


class TCN(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two, self.last = Block(I, H, 1), Block(H, H, 2), torch.nn.Linear(H, 1)

    def forward(self, x):
        return self.last(self.two(self.one(x.transpose(1, 2))).transpose(1, 2))


for model in (GRU(), TCN()):
    opt, x = torch.optim.Adam(model.parameters(), lr=1e-3), torch.randn(N, T, I)
    times = []
    for step in range(60):
        t0 = time.process_time()
        opt.zero_grad(); (model(x) ** 2).sum().backward(); opt.step()
        times.append(time.process_time() - t0)
    times.sort()
    print(f"{type(model).__name__} {1e3 * times[len(times) // 2]:.2f} ms")
