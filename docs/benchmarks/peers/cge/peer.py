#!/usr/bin/env python3
"""Peers on gen.py problems: (a) numpy/scipy semismooth Newton on the full MCP with analytic Jacobian (sparse LU or dense LU),
(b) nested reduced form: Newton on log prices given w, linear solve for y, outer Newton on w (no latent), (c) GAMS/PATH."""
import json, sys, time, subprocess, os
import numpy as np, scipy.sparse as sp, scipy.sparse.linalg as sl, scipy.linalg as la
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__))); from gen import gen
try:
    import gamspy_base; SYS = gamspy_base.directory
except ImportError: SYS = None
class Prob:
    def __init__(s, d):
        s.d = d; s.n, s.m, s.F = d['n'], d['m'], d['F']; s.s0, s.s1, s.s2, s.s3 = (d['sigma'][k] for k in ('s0', 's1', 's2', 's3'))
        s.A = sp.csc_matrix((d['a']['v'], (d['a']['i'], d['a']['j'])), shape=(s.n, s.m)); s.V = np.array(d['v']); s.c0 = np.array(d['c0'])
        s.x = np.array(d['x']); s.g = np.array(d['good']); s.mk = np.array(d['markup'])
        s.z = np.array(d['shock']['z']) / s.mk; s.t = np.array(d['shock']['t']); s.E = np.array(d['e']) * np.array(d['shock']['e'])
        s.As = np.asarray(s.A.sum(0)).ravel(); s.Vs = s.V.sum(0); s.Ash = s.A @ sp.diags(1 / s.As); s.Vsh = s.V / s.Vs
        s.shape = (s.m + s.n + s.F)
    def costs(s, p, w):
        p1 = p ** (1 - s.s1); M = s.Ash.T @ p1; pm = M ** (1 / (1 - s.s1)); u = w[:, None] * (1 + s.t); Vv = (s.Vsh * u ** (1 - s.s2)).sum(0); pv = Vv ** (1 / (1 - s.s2))
        C = s.As * pm ** (1 - s.s0) + s.Vs * pv ** (1 - s.s0); c = C ** (1 / (1 - s.s0)); return pm, pv, u, c
    def parts(s, p, w):
        """unit demands: D sparse n x m (goods), L F x m, c/z"""
        pm, pv, u, c = s.costs(p, w)
        km = (c / pm) ** s.s0 * s.As; kv = (c / pv) ** s.s0 * s.Vs
        D = sp.diags(p ** -s.s1) @ s.Ash @ sp.diags(km * pm ** s.s1 / s.z); L = s.Vsh * u ** -s.s2 * (kv * pv ** s.s2) / s.z
        return pm, pv, u, c, D, L
    def F_J(s, v, jac=True):
        n, m, F = s.n, s.m, s.F; y, p, w = v[:m], v[m:m + n], v[m + n:]
        pm, pv, u, c, D, L = s.parts(p, w)
        G = sp.csr_matrix((np.ones(m), (s.g, np.arange(m))), shape=(n, m)); yx = y * s.x
        prof = c / s.z - p[s.g]; Lf = L @ yx; tw = s.t * w[:, None]; T = float((tw * L * yx).sum())
        I = float(w @ s.E) + T; cs = s.c0 / s.c0.sum(); Pq = cs @ p ** (1 - s.s3); P = Pq ** (1 / (1 - s.s3)); Cd = cs * p ** -s.s3 * P ** (s.s3 - 1) * I
        exc = G @ yx - D @ yx - Cd; fex = s.E - Lf
        Fv = np.concatenate([prof, exc, fex])
        if not jac: return Fv
        X = sp.diags(s.x)
        # d prof
        Jpp = D.T.tocsr() - G.T; Jpw = (L * (1 + s.t)).T
        # substitution: d D_ij/dp_k (per unit output c/z): nested CES second derivatives
        # D_i = Ash_i p_i^-s1 * As * c^s0 pm^(s1-s0)/z
        cz = c / s.z
        # dD_ij/dp_k = D_ij * [ -s1 d_ik/p_i + (s1-s0)*dlogpm/dp_k + s0*dlog c/dp_k ] ; dlogpm/dp_k = Ash_k p_k^-s1 pm^(s1-1); dlogc/dp_k = D_kj/cz_j
        B = sp.diags(p ** -s.s1) @ s.Ash @ sp.diags(pm ** (s.s1 - 1))
        Dy = D @ sp.diags(yx)
        S = sp.diags(-s.s1 * (D @ yx) / p) + (s.s1 - s.s0) * (Dy @ B.T) + s.s0 * (Dy @ sp.diags(1 / cz) @ D.T)
        Lu = L * (1 + s.t)  # d c/dw_f
        Sw = s.s0 * (Dy @ (Lu / cz).T)
        # L_fj = Vsh u^-s2 kv..: dlogL_f/dw_h = -s2 d/w + (s2-s0) dlogpv/dw_h + s0 dlogc/dw_h
        Bv = s.Vsh * u ** -s.s2 * pv ** (s.s2 - 1) * (1 + s.t)
        Ly = L * yx
        Lp = s.s0 * ((Ly / cz) @ D.T) if not sp.issparse(Ly) else None
        Lp = s.s0 * (D @ (Ly / cz).T).T
        Lw = np.diag(-s.s2 * Ly.sum(1) / w) + (s.s2 - s.s0) * Ly @ Bv.T + s.s0 * (Ly / cz) @ Lu.T
        # tax revenue derivs
        tL = tw * L
        dT_y = (tL * s.x).sum(0)
        tLy = tL * yx
        dT_p = s.s0 * (D @ (tLy / cz).sum(0))
        dT_w = (s.t * L * yx).sum(1) - s.s2 * tLy.sum(1) / w + (s.s2 - s.s0) * (Bv @ tLy.sum(0)) + s.s0 * (Lu / cz) @ tLy.sum(0)
        dI_w = s.E + dT_w
        dlogP = cs * p ** -s.s3 / Pq
        # goods rows
        Egy = (G - D) @ X; u_ = Cd / I
        # consumer: dC/dp = diag(-s3 C/p) + (s3-1) C dlogP' + u dT_p' ; rank-one terms kept dense (they are dense anyway)
        Egp_s = -S + sp.diags(s.s3 * Cd / p)
        Egp_d = -(s.s3 - 1) * np.outer(Cd, dlogP) - np.outer(u_, dT_p)
        Egy_d = -np.outer(u_, dT_y); Egw = -Sw - np.outer(u_, dI_w)
        return Fv, (Jpp, Jpw, Egy, Egy_d, Egp_s, Egp_d, Egw, -(L * s.x), -Lp, -Lw)
    def assemble_dense(s, J):
        Jpp, Jpw, Egy, Egy_d, Egp_s, Egp_d, Egw, Fy, Fp, Fw = J; n, m, F = s.n, s.m, s.F; N = m + n + F; A = np.zeros((N, N))
        A[:m, m:m + n] = Jpp.toarray(); A[:m, m + n:] = Jpw; A[m:m + n, :m] = Egy.toarray() + Egy_d; A[m:m + n, m:m + n] = Egp_s.toarray() + Egp_d; A[m:m + n, m + n:] = Egw
        A[m + n:, :m] = Fy; A[m + n:, m:m + n] = Fp; A[m + n:, m + n:] = Fw
        return A
def check_jac():
    d = gen(6, .5, latent=3, seed=3); s = Prob(d); r = np.random.default_rng(0); v = r.uniform(.5, 1.5, s.shape)
    F, J = s.F_J(v); A = s.assemble_dense(J); h = 1e-6; B = np.zeros_like(A)
    for k in range(len(v)):
        e = np.zeros_like(v); e[k] = h; B[:, k] = (s.F_J(v + e, False) - s.F_J(v - e, False)) / (2 * h)
    print('jac err', np.abs(A - B).max())
def newton_mcp(s, tol=1e-9, maxit=100, log=False):
    N = s.shape; m, n = s.m, s.n; v = np.ones(N); v[:m] = (np.arange(m) < n) * 1.0; num = m + n  # w_1 fixed
    keep = np.array([i for i in range(N) if i != num]); lo = np.zeros(N)
    def phi(v, F): return np.hypot(v, F) - v - F
    F, J = s.F_J(v); sc = np.ones(N); sc[m:m + n] = np.maximum(1e-3, s.x[:n]); sc[m + n:] = s.E; tj = 0; tf = 0
    M = phi(v, F / sc)
    for it in range(maxit):
        r = np.abs(M[keep]).max()
        if log: print(it, r)
        if r < tol: break
        A = s.assemble_dense(J) / sc[:, None]; Fs = F / sc; h = np.hypot(v, Fs); h[h < 1e-14] = 1e-14
        da = v / h - 1; db = Fs / h - 1; deg = np.hypot(v, Fs) < 1e-13; da[deg] = db[deg] = 1 / np.sqrt(2) - 1
        A = db[:, None] * A; A[np.arange(N), np.arange(N)] += da
        t0 = time.perf_counter(); dlt = la.solve(A[np.ix_(keep, keep)], -M[keep], check_finite=False); tf += time.perf_counter() - t0
        st = 1.0; m0 = M[keep] @ M[keep]
        while True:
            vn = v.copy(); vn[keep] += st * dlt; vn[m:] = np.maximum(vn[m:], 0.1 * v[m:])
            Fn = s.F_J(vn, False); Mn = phi(vn, Fn / sc)
            if np.all(np.isfinite(Mn)) and Mn[keep] @ Mn[keep] <= (1 - 1e-4 * st) * m0 or st < 1e-8: break
            st *= .5
        v = vn; F, J = s.F_J(v); M = phi(v, F / sc)
    return v, it, np.abs(M[keep]).max(), tf
def nested(s, tol=1e-12):
    """reduced form for latent=0: inner Newton on p given w; y linear; outer Newton on w[1:] (finite differences by F-1 extra solves)"""
    n, F = s.n, s.F; cnt = [0]; p = np.ones(n)
    def prices(w, p):
        for it in range(60):
            pm, pv, u, c, D, L = s.parts(p, w); f = c / s.z - p; cnt[0] += 1
            if np.abs(f).max() < tol: return p, D, L, c
            K = (D.T - sp.identity(n)).tocsc()
            dp = sl.spsolve(K, -f) if s.A.nnz < 0.1 * n * n else la.solve(K.toarray(), -f, check_finite=False)
            st = 1.0
            while np.any(p + st * dp <= 0.05 * p): st *= .5
            p = p + st * dp
        return p, D, L, c
    def exc(w, p):
        p, D, L, c = prices(w, p); cs = s.c0 / s.c0.sum(); Pq = cs @ p ** (1 - s.s3); P = Pq ** (1 / (1 - s.s3)); u1 = cs * p ** -s.s3 * P ** (s.s3 - 1)
        K = (sp.identity(n) - D).tocsc(); q1 = sl.spsolve(K, u1) if s.A.nnz < 0.1 * n * n else la.solve(K.toarray(), u1, check_finite=False)
        tr = ((s.t * w[:, None] * L) @ q1).sum(); I = (w @ s.E) / (1 - tr); q = q1 * I
        return (L @ q - s.E) / s.E, p, q / s.x, I
    w = np.ones(F); f, p, y, I = exc(w, p)
    for it in range(50):
        if np.abs(f[1:]).max() < 1e-11: break
        J = np.zeros((F - 1, F - 1)); h = 1e-6
        for k in range(1, F):
            lw = w.copy(); lw[k] *= np.exp(h); f2, _, _, _ = exc(lw, p); J[:, k - 1] = (f2 - f)[1:] / h
        dl = np.linalg.solve(J, -f[1:]); dl = np.clip(dl, -1, 1); w = w.copy(); w[1:] *= np.exp(dl); f, p, y, I = exc(w, p)
    return p, w, y, it, cnt[0]
def gams(d, path):
    n, m, F = d['n'], d['m'], d['F']; os.makedirs(path, exist_ok=True); nm = f"{path}/g.gms"
    with open(nm, 'w') as o:
        W = o.write
        W(f"set k /k1*k{m}/, i /i1*i{n}/, f /f1*f{F}/; alias(i,j),(f,h); set g(k,i); parameter a(i,k),v(f,k),x(k),z(k),t(f,k),e(f),c0(i),As(k),Vs(k),cs(i); scalar s0/0.4/,s1/0.8/,s2/1.2/,s3/0.9/;\n")
        W("$offlisting\nset g /\n" + "\n".join(f"k{k+1}.i{g+1}" for k, g in enumerate(d['good'])) + "/;\n")
        W("parameter a /\n" + "\n".join(f"i{i+1}.k{j+1} {v!r}" for i, j, v in zip(d['a']['i'], d['a']['j'], d['a']['v'])) + "/;\n")
        W("parameter v /\n" + "\n".join(f"f{q+1}.k{j+1} {d['v'][q][j]!r}" for q in range(F) for j in range(m)) + "/;\n")
        W("parameter t /\n" + "\n".join(f"f{q+1}.k{j+1} {d['shock']['t'][q][j]!r}" for q in range(F) for j in range(m)) + "/;\n")
        W("parameter x /\n" + "\n".join(f"k{j+1} {d['x'][j]!r}" for j in range(m)) + "/;\nparameter z /\n" + "\n".join(f"k{j+1} {d['shock']['z'][j]/d['markup'][j]!r}" for j in range(m)) + "/;\n")
        W("parameter e /\n" + "\n".join(f"f{q+1} {d['e'][q]*d['shock']['e'][q]!r}" for q in range(F)) + "/;\nparameter c0 /\n" + "\n".join(f"i{j+1} {d['c0'][j]!r}" for j in range(n)) + "/;\n")
        W("""As(k)=sum(i,a(i,k)); Vs(k)=sum(f,v(f,k)); cs(i)=c0(i)/sum(j,c0(j));
positive variables y(k),p(i),w(f); variable inc; equations pr(k),mk(i),mf(f),di;
$macro PMM(k) (sum(i$a(i,k),a(i,k)/As(k)*p(i)**(1-s1))**(1/(1-s1)))
$macro PVV(k) (sum(f,v(f,k)/Vs(k)*(w(f)*(1+t(f,k)))**(1-s2))**(1/(1-s2)))
positive variables pm(k),pv(k),c(k),pc; equations dpm(k),dpv(k),dc(k),dpc;
dpm(k).. pm(k) =e= sum(i$a(i,k),a(i,k)/As(k)*p(i)**(1-s1))**(1/(1-s1));
dpv(k).. pv(k) =e= sum(f,v(f,k)/Vs(k)*(w(f)*(1+t(f,k)))**(1-s2))**(1/(1-s2));
dc(k).. c(k) =e= (As(k)*pm(k)**(1-s0)+Vs(k)*pv(k)**(1-s0))**(1/(1-s0));
dpc.. pc =e= sum(i,cs(i)*p(i)**(1-s3))**(1/(1-s3));
pr(k).. c(k)/z(k) =g= sum(i$g(k,i),p(i));
mk(i).. sum(k$g(k,i),y(k)*x(k)) =g= sum(k$a(i,k),y(k)*x(k)/z(k)*a(i,k)*(c(k)/pm(k))**s0*(pm(k)/p(i))**s1)+cs(i)*p(i)**(-s3)*pc**(s3-1)*inc;
mf(f).. e(f) =g= sum(k,y(k)*x(k)/z(k)*v(f,k)*(c(k)/pv(k))**s0*(pv(k)/(w(f)*(1+t(f,k))))**s2);
di.. inc =e= sum(f,w(f)*e(f))+sum((f,k),t(f,k)*w(f)*y(k)*x(k)/z(k)*v(f,k)*(c(k)/pv(k))**s0*(pv(k)/(w(f)*(1+t(f,k))))**s2);
y.l(k)=1$(ord(k)<=card(i)); p.l(i)=1; w.l(f)=1; p.lo(i)=1e-5; w.lo(f)=1e-5; w.fx('f1')=1; pm.l(k)=1;pv.l(k)=1;c.l(k)=1;pc.l=1; pm.lo(k)=1e-5;pv.lo(k)=1e-5;c.lo(k)=1e-5;pc.lo=1e-5; inc.l=sum(f,e(f));
model mm /pr.y,mk.p,mf.w,dpm.pm,dpv.pv,dc.c,dpc.pc,di.inc/; option limrow=0,limcol=0,solprint=off; mm.optfile=1;
solve mm using mcp; 
file res /res.txt/; put res; res.nd=9; res.nw=25; put mm.modelstat mm.solvestat mm.iterusd mm.resusd /; loop(k,put y.l(k):25:12/); loop(i,put p.l(i):25:12/); loop(f,put w.l(f):25:12/);
""")
    open(path + '/path.opt', 'w').write("convergence_tolerance 1e-9\n")
    t0 = time.perf_counter(); r = subprocess.run([SYS + '/gams', 'g.gms', 'lo=2'], cwd=path, capture_output=True); tt = time.perf_counter() - t0
    try:
        L = open(path + '/res.txt').read().split('\n'); h = L[0].split(); vals = np.array([float(q) for q in L[1:] if q.strip()])
        lst = open(path + '/g.log').read(); import re
        ti = re.findall(r'Total Time[ .]*(\S+)', lst); mi = re.findall(r'Major Iterations[ .]*(\S+)', lst); rs = re.findall(r'Residual[. ]+(\S+)', lst)
        return dict(total=tt, status=h[:2], path_time=ti[-1:], major=mi[-1:], resid=rs[-1:], v=vals)
    except Exception as ex: return dict(err=f'GAMS ended with {r.returncode} and no solution: ' + (r.stdout + r.stderr).decode(errors='replace').strip()[-200:])
if __name__ == '__main__':
    # usage: peer.py [N] [DENSITY] [LATENT]; PATH through GAMS only where gamspy and gamspy-base are installed and the model fits the demo size
    import tempfile
    ap_n, ap_d, ap_l = (sys.argv[1:] + ['190', '1', '0'][len(sys.argv) - 1:])[:3]
    d = gen(int(ap_n), float(ap_d), int(ap_l), seed=1); s = Prob(d); row = dict(n=d['n'], density=d['density'], latent=d['latent'])
    def med(f, k=3):
        ts = []
        for _ in range(k):
            t0 = time.perf_counter(); r = f(); ts.append(time.perf_counter() - t0)
        return sorted(ts)[k // 2], r
    t, (v, it, res, _) = med(lambda: newton_mcp(s)); row.update(newton_s=t, newton_its=it, newton_residual=float(res))
    if d['latent'] == 0: row['nested_s'] = med(lambda: nested(s))[0]
    if SYS and 4 * s.m + s.n + s.F + 2 <= 1000:
        gs = [gams(d, tempfile.mkdtemp()) for _ in range(3)]; g = gs[-1]
        failed = [q['err'] for q in gs if 'err' in q]
        if failed: row['gams'] = failed[0]
        else: row.update(gams_total_s=sorted(q['total'] for q in gs)[1], path_s=g['path_time'], path_major=g['major'])
        if 'v' in g: row['path_vs_newton'] = float(np.abs(g['v'] - v).max())
    print(json.dumps(row))
