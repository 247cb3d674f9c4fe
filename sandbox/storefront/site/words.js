// The page in three languages; Arabic runs from right to left.

const EN = {
  tagline: "Good things to wear, whatever it does outside.",
  lead: "Three pieces, made well. Delivered in three to five days.",
  add: "Add to bag",
  added: "{name} is in your bag.",
  bag: "Bag",
  emptyBag: "Your bag is empty.",
  fewer: "One fewer",
  more: "One more",
  subtotal: "Subtotal",
  shippingLater: "Shipping is added in the next step.",
  email: "Email",
  password: "Password",
  name: "Name",
  street: "Street",
  postalCode: "Postal code",
  city: "City",
  buy: "Place order",
  buying: "Placing your order…",
  payment: "Pay on delivery. This is a demo shop: nothing is charged, nothing is sent.",
  buyingAs: "Buying as {email}",
  login: "Log in",
  register: "Create account",
  logout: "Log out",
  welcome: "Hello, {email}.",
  bye: "You are logged out.",
  close: "Close",
  thanks: "Thank you!",
  placed: "Your order {number} is placed.",
  shipping: "Shipping",
  total: "Total",
  keepShopping: "Keep shopping",
  noOrder: "There is no such order.",
  timeline: "What happened",
  atPressed: "You pressed “Place order”",
  atPlaced: "The shop placed the order",
  atShown: "The notification was shown",
  atClicked: "You opened it",
  waiting: "Waiting for the notification…",
  notHere: "This device gets no notifications. Press the bell and order again.",
  ms: "{n} ms later",
  problem: "That did not work: {message}",
};

const PL = {
  tagline: "Dobre rzeczy do noszenia, cokolwiek dzieje się za oknem.",
  lead: "Trzy rzeczy, porządnie zrobione. Dostawa w trzy do pięciu dni.",
  add: "Do koszyka",
  added: "{name} – w koszyku.",
  bag: "Koszyk",
  emptyBag: "Twój koszyk jest pusty.",
  fewer: "O jeden mniej",
  more: "O jeden więcej",
  subtotal: "Razem",
  shippingLater: "Koszt dostawy doliczymy w następnym kroku.",
  email: "E-mail",
  password: "Hasło",
  name: "Imię i nazwisko",
  street: "Ulica",
  postalCode: "Kod pocztowy",
  city: "Miasto",
  buy: "Zamawiam",
  buying: "Składamy zamówienie…",
  payment: "Płatność przy odbiorze. To sklep pokazowy: nic nie pobieramy i nic nie wysyłamy.",
  buyingAs: "Kupujesz jako {email}",
  login: "Zaloguj się",
  register: "Załóż konto",
  logout: "Wyloguj się",
  welcome: "Dzień dobry, {email}.",
  bye: "Wylogowano.",
  close: "Zamknij",
  thanks: "Dziękujemy!",
  placed: "Zamówienie {number} zostało złożone.",
  shipping: "Dostawa",
  total: "Do zapłaty",
  keepShopping: "Wróć do sklepu",
  noOrder: "Nie ma takiego zamówienia.",
  timeline: "Co się wydarzyło",
  atPressed: "Naciśnięto „Zamawiam”",
  atPlaced: "Sklep przyjął zamówienie",
  atShown: "Pokazano powiadomienie",
  atClicked: "Otwarto powiadomienie",
  waiting: "Czekamy na powiadomienie…",
  notHere: "To urządzenie nie dostaje powiadomień. Naciśnij dzwonek i zamów jeszcze raz.",
  ms: "po {n} ms",
  problem: "Nie udało się: {message}",
};

const AR = {
  tagline: "ملابس جيدة لكل طقس.",
  lead: "ثلاث قطع متقنة الصنع. التوصيل خلال ثلاثة إلى خمسة أيام.",
  add: "أضف إلى السلة",
  added: "أُضيف {name} إلى سلتك.",
  bag: "السلة",
  emptyBag: "سلتك فارغة.",
  fewer: "أقل بواحد",
  more: "أكثر بواحد",
  subtotal: "المجموع الفرعي",
  shippingLater: "تُضاف تكلفة الشحن في الخطوة التالية.",
  email: "البريد الإلكتروني",
  password: "كلمة المرور",
  name: "الاسم",
  street: "الشارع",
  postalCode: "الرمز البريدي",
  city: "المدينة",
  buy: "أكّد الطلب",
  buying: "جارٍ إرسال طلبك…",
  payment: "الدفع عند الاستلام. هذا متجر تجريبي: لا يُحصَّل ولا يُرسَل شيء.",
  buyingAs: "تشتري باسم {email}",
  login: "تسجيل الدخول",
  register: "إنشاء حساب",
  logout: "تسجيل الخروج",
  welcome: "مرحبًا {email}.",
  bye: "تم تسجيل الخروج.",
  close: "إغلاق",
  thanks: "شكرًا لك!",
  placed: "تم استلام طلبك رقم {number}.",
  shipping: "الشحن",
  total: "الإجمالي",
  keepShopping: "العودة إلى التسوق",
  noOrder: "لا يوجد طلب كهذا.",
  timeline: "ما الذي حدث",
  atPressed: "ضغطت «أكّد الطلب»",
  atPlaced: "سجّل المتجر الطلب",
  atShown: "ظهر الإشعار",
  atClicked: "فتحت الإشعار",
  waiting: "في انتظار الإشعار…",
  notHere: "لا تصل الإشعارات إلى هذا الجهاز. اضغط الجرس ثم اطلب مرة أخرى.",
  ms: "بعد {n} مللي ثانية",
  problem: "لم ينجح ذلك: {message}",
};

/** @type {Record<string, Record<string, string>>} */
const WORDS = { en: EN, pl: PL, ar: AR };
export const LANGUAGES = { en: "English", pl: "Polski", ar: "العربية" };

const asked =
  new URLSearchParams(location.search).get("lang") || localStorage.getItem("lang") || "";
let language = WORDS[asked] ? asked : "en";

export const currentLanguage = () => language;

export function setLanguage(/** @type {string} */ code) {
  language = code;
  localStorage.setItem("lang", code);
  document.documentElement.lang = code;
  document.documentElement.dir = code === "ar" ? "rtl" : "ltr";
}

/**
 * t("placed", { number: 7 })
 * @param {string} key
 * @param {Record<string, unknown>} [values]
 */
export function t(key, values = {}) {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => `${values[name]}`);
}

export const money = (/** @type {import("./saleor.js").Money} */ { amount, currency }) =>
  new Intl.NumberFormat(language, { style: "currency", currency }).format(amount);

export const number = (/** @type {number} */ value) =>
  new Intl.NumberFormat(language).format(value);

export const clock = (/** @type {number} */ ms) =>
  new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  }).format(ms);
