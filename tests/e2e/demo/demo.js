// SPDX-License-Identifier: Apache-2.0
// The page of controls: asks the local server what there is, presses, and shows what came of it.
"use strict";

const STATUS = { waiting: ["待部门受理", "waiting"], accepted: ["已受理", "accepted"], returned: ["退回补正", "returned"],
                 done: ["已办结", "done"], refused: ["不予办理", "refused"] };
const ENDED = "演示已结束 · the demonstration has ended";
const element = id => document.getElementById(id);
let lists, receiptsShown = 0, casesShown = "", cameraShown = "";

function make(tag, text, english) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (english) {
    const small = document.createElement("small");
    small.textContent = english;
    made.append(" ", small);
  }
  return made;
}

function button(parent, text, english, control, argument) {
  const made = make("button", text, english);
  made.dataset.key = control + " " + argument;
  made.addEventListener("click", () => press(control, argument));
  parent.append(made);
}

async function ask(path, options) {
  const answer = await fetch(path, options);
  const value = await answer.json();
  if (!answer.ok)
    throw new Error(value.error);
  return value;
}

async function press(control, argument) {
  element("trouble").textContent = "";
  try {
    show(await ask("press", { method: "POST", headers: { "X-Yijian-Demo": "press" }, body: JSON.stringify({ control, argument }) }));
  } catch (error) {
    element("trouble").textContent = error.message;
  }
}

// The kiosk's true pixels, scaled to the window; it comes back by itself when the line to it was lost.
async function showScreen() {
  const { default: RFB } = await import("/novnc/core/rfb.js");
  const screen = new RFB(element("screen"), lists.screen);
  screen.scaleViewport = true;
  screen.background = "#15201e";
  screen.addEventListener("disconnect", () => setTimeout(() => { element("screen").textContent = ""; showScreen(); }, 2000));
}

function build() {
  if (lists.screen)
    showScreen();
  for (const card of lists.cards)
    button(element("cards"), "放上：" + card.name, card.number, "lay-card", card.id);
  button(element("cards"), "拿走", "lift it", "lift-card", "");
  for (const item of lists.items)
    element("item").append(new Option(item.title["zh-CN"] + " · " + item.title.en, item.id));
  element("item").addEventListener("change", showPapers);
  showPapers();
  button(element("network"), "接上", "connected", "network", "on");
  button(element("network"), "拔掉", "pulled", "network", "off");
  button(element("printer"), "装纸", "paper in", "paper", "in");
  button(element("printer"), "取走纸", "paper out", "paper", "out");
  button(element("printer"), "合上盖子", "cover closed", "cover", "closed");
  button(element("printer"), "打开盖子", "cover open", "cover", "open");
  element("open").addEventListener("click", open);
}

// What can lie under the camera: what the kiosk asks for, or anything that belongs to the chosen life event.
function showPapers() {
  const item = lists.items.find(one => one.id === element("item").value), papers = element("papers");
  papers.textContent = "";
  button(papers, "机器要的那一份", "what the kiosk asks for", "show-wanted", item.id);
  for (const paper of item.papers)
    button(papers, paper.name["zh-CN"], paper.name.en, "show-paper", item.id + "/" + paper.id);
  button(papers, "办事指南上的二维码", "the code on its leaflet", "show-guide-code", item.id);
  button(papers, "拿开", "take it away", "take-away", "");
}

// What lies there may belong to another life event than the chosen one.
function followCamera(camera) {
  const item = camera.includes("/") ? camera.split("/")[0] : "";
  if (item && camera !== cameraShown) {
    element("item").value = item;
    showPapers();
  }
  cameraShown = camera;
}

async function open() {
  try {
    const records = await ask("opened");
    element("opened").textContent = records.length ? JSON.stringify(records, null, 2) : "还没有 · none yet";
  } catch (error) {
    element("trouble").textContent = error.message;
  }
}

function showReceipts(count) {
  for (; receiptsShown < count; receiptsShown++) {
    if (receiptsShown === 0)
      element("receipts").textContent = "";
    const figure = document.createElement("figure"), image = new Image();
    image.src = "receipts/" + (receiptsShown + 1);
    image.alt = "回执 " + (receiptsShown + 1);
    figure.append(image);
    button(figure, "放到摄像头下", "show it to the camera", "show-receipt", String(receiptsShown + 1));
    element("receipts").prepend(figure);
  }
}

function showCases(cases) {
  const text = JSON.stringify(cases);
  if (text === casesShown)
    return;
  casesShown = text;
  element("no-cases").hidden = cases.length > 0;
  element("cases").textContent = "";
  for (const one of cases) {
    const row = element("cases").insertRow();
    const item = lists.items.find(other => other.id === one.item);
    const matter = (item && item.matters[one.matter]) || {}, department = lists.departments[one.department] || {};
    row.insertCell().append(make("span", matter["zh-CN"] || one.matter, matter.en));
    row.insertCell().append(make("span", department["zh-CN"] || one.department, department.en));
    const status = row.insertCell();
    status.className = "status";
    status.append(make("span", ...(STATUS[one.status] || [one.status])));
    const cell = row.insertCell();
    cell.className = "buttons";
    for (const name of lists.statuses)
      if (name !== one.status)
        button(cell, ...STATUS[name], "answer", one.case + " " + name);
  }
}

function show(state) {
  const pressed = { "network on": state.network, "network off": !state.network, "paper in": state.paper, "paper out": !state.paper,
                    "cover open": state.cover, "cover closed": !state.cover };
  followCamera(state.camera);
  if (state.camera)
    pressed["show-paper " + state.camera] = pressed["show-guide-code " + state.camera.replace("guide-", "")] = true;
  for (const one of document.querySelectorAll("#papers button, #network button, #printer button"))
    one.setAttribute("aria-pressed", Boolean(pressed[one.dataset.key]));
  element("queue").textContent = `待上报 queued ${state.queue.queued} · 已收 accepted ${state.queue.accepted}`;
  showReceipts(state.receipts);
  showCases(state.cases);
}

async function follow() {
  try {
    show(await ask("state"));
    if (element("trouble").textContent === ENDED)
      element("trouble").textContent = "";
  } catch (error) {
    element("trouble").textContent = ENDED;
  }
  setTimeout(follow, 1500);
}

ask("describe").then(found => { lists = found; build(); follow(); });
