// Replaces the static picture in the element id by a live chart. option is for
// echarts; option.size is [width, height] in px; cdn is tried last. Nothing
// changes on the page unless the library loads and draws.
(function (id, option, cdn, unit) {
  var w = window, own = w.LODESTONE_ECHARTS_URL, pen;
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
  //if scatter heat sankey graph
  function item(escape, p) {
    var d = p.data, head = p.name, lines = [], bold = function (v) { return '<b>' + number(v) + '</b> '; };
    if (p.dataType === 'edge') head = d.source + ' → ' + d.target;
    if (p.seriesType === 'heatmap') {
      head = option.yAxis[0].data[p.value[1]] + ' · ' + option.xAxis[0].data[p.value[0]];
      lines = [bold(p.value[3]) + escape(unit)];
    } else if (option.names) lines = option.names.map(function (n, i) { return escape(n) + ' ' + bold(p.value[i]); });
    else if (p.value != null) lines = [bold(p.value) + escape(p.dataType === 'node' && option.series[0].nodeUnit || unit)];
    return [escape(head)].concat(lines).join('<br>');
  }
  //end
  function tip(escape) {
    return function (all) {
      //if scatter heat sankey graph
      if (!Array.isArray(all)) return item(escape, all);
      //end
      var seen = {}, lines = [escape('' + all[0].axisValue)];
      all.forEach(function (p) {
        var v = p.value, name = p.seriesName;
        if (Array.isArray(v)) v = v[1];
        if (p.seriesId.charAt(0) === '~' || seen[name] || v == null) return;
        seen[name] = 1;
        for (var i = 2, bands = ''; i < p.value.length; i += 2) bands += ' (' + number(p.value[i]) + ' – ' + number(p.value[i + 1]) + ')';
        lines.push(p.marker + escape(option.legend.data ? name : '') + ' <b>' + number(v) + '</b> ' + escape(unit) + bands);
      });
      return lines.join('<br>');
    };
  }
  // How wide a text is in px, and how many lines a title takes.
  function wide(text, font) {
    pen = pen || document.createElement('canvas').getContext('2d');
    pen.font = font + ' ' + option.textStyle.fontFamily;
    return pen.measureText(text).width;
  }
  function rows(text, room) {
    var n = 1, line = '';
    text.split(' ').forEach(function (word) {
      var next = line && line + ' ' + word;
      if (next && wide(next, 'bold 14px') > room) { n++; next = ''; }
      line = next || word;
    });
    return n;
  }
  function fit(o, width) {
    var title = o.title, room = width - 24, lines = title.text ? title.text.split('\n').length : 0, more;
    if (width >= option.size[0]) return;
    if (lines) {
      title.text = title.text.replace(/\n/g, ' ');
      title.textStyle.width = room;
      title.textStyle.overflow = 'break';
      more = Math.max(0, rows(title.text, room) - lines) * title.textStyle.lineHeight;
      (o.grid || o.series).forEach(function (g) { g.top += more; });
      o.legend.top = +o.legend.top + more;
    }
    //if sankey
    o.series.forEach(function (s) {
      s.right *= width / option.size[0];
      s.data.forEach(function (n) {
        n.label.width *= width / option.size[0];
        if (width < 520) n.text = n.name;
      });
    });
    //end
    //if heat
    if (width < option.size[0] * 0.8) o.series[0].label.show = false;
    //end
    if (width < 520) narrow(o, width);
    //if bar line area
    slant(o, width);
    //end
    //if graph
    o.series.forEach(function (s) {
      var was = option.series[0];
      s.data.forEach(function (n) {
        n.x *= (width - s.left - s.right) / (option.size[0] - was.left - was.right);
        n.y *= (option.size[1] - s.top - s.bottom) / (option.size[1] - was.top - was.bottom);
      });
    });
    //end
  }
  //if bar line area
  // Turns the names on x where they do not fit, and makes room for the first.
  function slant(o, width) {
    var x = o.xAxis[0], g = o.grid[0], l = x.axisLabel, n = x.type === 'category' && x.data.length, at = width - g.right, most = 0, turn = 35 * Math.PI / 180;
    if (!n || x.every || l.interval > 0 || l.interval === 'auto') return;
    var widths = x.data.map(function (d) { d = wide(d.value || d, '11px'); most = Math.max(most, d); return Math.min(d, 150); });
    if (!l.rotate && (most + 10) * n < at - g.left) return;
    if (!l.rotate) {
      Object.assign(l, { rotate: 35, width: 150, overflow: 'truncate' });
      most = Math.min(most, 150) * Math.sin(turn);
      g.bottom += most;
      x.nameGap += most;
      o.size[1] += most;
    }
    widths.forEach(function (d, i) {
      var f = (i + 0.5) / n;
      g.left = Math.max(g.left, (d * Math.cos(turn) + 12 - at * f) / (1 - f));
    });
    o.yAxis[0].nameTextStyle.padding = [0, 0, 0, 12 - g.left];
  }
  //end
  // Puts the legend below, and leaves out marks that come too close.
  function narrow(o, width) {
    (o.xAxis || []).forEach(function (x) {
      if (x.type === 'category' && !x.every && x.axisLabel.interval > 0) x.axisLabel.interval = 'auto';
    });
    if (o.legend.data) {
      var area = (o.grid || o.series)[0], lines = 1, at = 0;
      o.legend.data.forEach(function (d) {
        var room = wide(d.name, '12px') + 42;
        if (at && at + room > width - 16) { lines++; at = 0; }
        at += room;
      });
      Object.assign(o.legend, { type: lines > 6 ? 'scroll' : 'plain', orient: 'horizontal', left: 8, right: 8, top: 'auto', bottom: 4 });
      o.below = 28 + (lines > 6 ? 0 : (lines - 1) * 19);
      if (!o.panels) {
        Object.assign(area, { right: o.grid ? 20 : area.left, bottom: area.bottom + o.below });
        o.size[1] += o.below - 28;
      }
    }
    //if multiples
    pair(o, width);
    //end
  }
  //if multiples
  // Sets small multiples in two columns, each panel as high as it was.
  function pair(o, width) {
    var n = o.grid.length, two = Math.min(n, 2), first = o.grid[0], gap = o.panels.gap, pitch, room;
    pitch = o.size[1] - first.top - first.bottom + o.panels.pitch;
    room = (width - first.left - 20 - gap * (two - 1)) / two;
    o.size[1] = first.top + Math.ceil(n / two) * pitch + o.margin + (o.below || 0);
    o.grid = o.grid.map(function (g, i) {
      o.xAxis[i].axisLabel.show = i + two >= n;
      o.xAxis[i].name = i + two >= n ? o.panels.x : '';
      o.yAxis[i].axisLabel.show = i % two === 0;
      o.yAxis[i].nameTextStyle.width = room;
      return { left: first.left + i % two * (room + gap), top: first.top + Math.floor(i / two) * pitch, width: room, height: pitch - o.panels.pitch };
    });
  }
  //end
  function draw(echarts, img) {
    var box = document.createElement('div'), chart, drawn;
    box.className = 'lodestone-live';
    box.setAttribute('role', 'img');
    box.setAttribute('aria-label', img.alt);
    box.style.cssText = 'width:100%;height:' + option.size[1] + 'px';
    // Lays out anew where the width changed below the chart's own.
    function show() {
      var width = box.clientWidth;
      if (!width) return;
      //if graph
      if (chart) chart = chart.dispose();
      //end
      if (chart && (width === drawn || Math.min(width, drawn) >= option.size[0])) return chart.resize();
      if (chart) chart = chart.dispose();
      drawn = width;
      try {
        var o = JSON.parse(JSON.stringify(option));
        o.tooltip.formatter = tip(echarts.format.encodeHTML);
        (o.xAxis || []).forEach(function (x) {
          if (x.type === 'value' && !option.names) x.axisLabel.formatter = function (v) { return '' + v; };
          if (x.every) x.axisLabel.interval = x.axisTick.interval = function (i, v) { return v % x.every === 0; };
          x.axisLabel.hideOverlap = true;
        });
        //if scatter heat sankey graph
        o.series.forEach(function (s) { s.label.formatter = function (p) { return p.data.text; }; });
        //end
        fit(o, box.clientWidth);
        box.style.height = o.size[1] + 'px';
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
