// Replaces the static picture in the element id by a live chart. option is for
// echarts; option.size is [width, height] in px; cdn is tried last. Nothing
// changes on the page unless the library loads and draws.
(function (id, option, cdn, unit) {
  var w = window, own = w.LODESTONE_ECHARTS_URL;
  function evaluate(text) {
    new Function('define', 'exports', 'module', text).call(w);
    return w.echarts;
  }
  function load() {
    if (w.echarts) return Promise.resolve(w.echarts);
    if (own === '') return Promise.reject();
    var urls = [own], conf = document.getElementById('jupyter-config-data');
    try { urls.push(JSON.parse(conf.textContent).baseUrl + 'static/echarts.min.js'); } catch (e) {}
    return urls.concat(cdn).filter(Boolean).reduce(function (before, url) {
      return before.catch(function () {
        return fetch(url).then(function (r) { if (!r.ok) throw r.status; return r.text(); }).then(evaluate);
      });
    }, Promise.reject());
  }
  function number(v) { return v == null ? '–' : (+v).toLocaleString('en', { maximumSignificantDigits: 5 }); }
  function tip(escape) {
    return function (all) {
      var seen = {}, lines = [escape('' + all[0].axisValue)];
      all.forEach(function (p) {
        var v = p.value, name = p.seriesName;
        if (Array.isArray(v)) v = v[1];
        if (p.seriesId.charAt(0) === '~' || seen[name] || v == null) return;
        seen[name] = 1;
        lines.push(p.marker + escape(option.legend.data ? name : '') + ' <b>' + number(v) + '</b> ' + escape(unit) +
          (p.value.length > 2 ? ' (' + number(p.value[2]) + ' – ' + number(p.value[3]) + ')' : ''));
      });
      return lines.join('<br>');
    };
  }
  function fit(o, width) {
    var title = o.title, room = width - 24, lines = title.text ? title.text.split('\n').length : 0, more;
    if (width >= option.size[0]) return;
    if (lines) {
      title.text = title.text.replace(/\n/g, ' ');
      title.textStyle.width = room;
      title.textStyle.overflow = 'break';
      more = Math.max(0, Math.ceil(title.text.length * 7.6 / room) - lines) * title.textStyle.lineHeight;
      o.grid[0].top += more;
      o.legend.top = +o.legend.top + more;
    }
    if (width >= 520 || !o.legend.data) return;
    Object.assign(o.legend, { type: 'scroll', orient: 'horizontal', left: 8, right: 8, top: 'auto', bottom: 4 });
    o.grid[0].right = 20;
    o.grid[0].bottom += 28;
  }
  function draw(echarts, img) {
    var box = document.createElement('div'), chart;
    box.className = 'lodestone-live';
    box.setAttribute('role', 'img');
    box.setAttribute('aria-label', img.alt);
    box.style.cssText = 'width:100%;height:' + option.size[1] + 'px';
    function show() {
      if (chart) return chart.resize();
      if (!box.clientWidth) return;
      try {
        var o = JSON.parse(JSON.stringify(option)), x = o.xAxis[0];
        o.tooltip.formatter = tip(echarts.format.encodeHTML);
        if (x.type === 'value') x.axisLabel.formatter = function (v) { return '' + v; };
        if (x.every) x.axisLabel.interval = x.axisTick.interval = function (i, v) { return v % x.every === 0; };
        fit(o, box.clientWidth);
        chart = echarts.init(box, null, { renderer: 'svg' });
        chart.setOption(o);
        img.style.display = 'none';
      } catch (e) { box.remove(); }
    }
    img.parentNode.insertBefore(box, img);
    new ResizeObserver(show).observe(box);
    show();
  }
  (w.lodestoneECharts = w.lodestoneECharts || load()).then(function (echarts) {
    document.querySelectorAll('#' + id + ' > img').forEach(function (img) {
      if (!img.dataset.live) { img.dataset.live = 1; draw(echarts, img); }
    });
  }).catch(function () {});
})
