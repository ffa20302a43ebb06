"""The stand-in's login takes what the site's form sends, and nothing less (facts/mam.md 1a)."""

import pytest
from parsel import Selector


async def sent(visitor, **changes):
    """The answer to a login whose form is right but for *changes*; None leaves a field out."""
    form = await visitor.form()
    form |= {"j": str(len(form["t"])), "email": visitor.mam.email, "password": visitor.mam.password}
    form |= changes
    return await visitor.ask(
        "POST", "/takelogin.php", data={name: value for name, value in form.items() if value is not None}
    )


@pytest.mark.corpus
async def test_the_form_is_the_sites(visitor, corpus):
    """The same form, inputs and hidden fields as on the captured page, but for the one its script adds."""

    def inputs(text):
        form = Selector(text).css("form[action='/takelogin.php']")
        assert form.attrib["method"] == "post"
        return {(field.attrib.get("name"), field.attrib["type"]) for field in form.css("input")}

    ours = inputs((await visitor.ask("GET", "/login.php")).text)
    real = inputs((corpus / "login.html").read_text())

    assert real - ours == {("j", "hidden")}
    assert ours <= real


async def test_the_tokens_are_new_on_each_load(visitor):
    """Two forms share neither t nor a, and t is percent-encoded."""
    first, second = await visitor.form(), await visitor.form()

    assert first["t"] != second["t"]
    assert first["a"] != second["a"]
    assert "%" in first["t"]


async def test_the_right_form_logs_in(visitor, mam):
    """It leads to the member's page, which has the log-out link and the user bar, with a new cookie."""
    answer = await sent(visitor, rememberMe="yes")
    page = await visitor.ask("GET", answer.headers["Location"], cookie=f"mbsc={answer.cookie('mbsc')}")

    assert answer.status == 302
    assert answer.headers["Location"] == f"/u/{mam.account.uid}"
    assert answer.cookie("mp_enabled") == "1"
    assert Selector(page.text).css("#userStat #tmUS::attr(href)").get() == f"/u/{mam.account.uid}"
    assert Selector(page.text).css("a[href='/logout.php']::text").get() == "Log Out"
    assert page.cookie("mbsc") not in {None, answer.cookie("mbsc")}


@pytest.mark.parametrize(
    "changes", [{"j": None}, {"t": None}, {"a": None}, {"j": "1"}, {"a": "x"}, {"t": "x"}]
)
async def test_a_form_without_its_tokens_fails(visitor, mam, changes):
    """Each of the three hidden fields is needed and must be the form's own."""
    answer = await sent(visitor, **changes)

    assert answer.status == 200
    assert "<h2>Login failed!</h2>" in answer.text
    assert "Required fields are missing" in answer.text
    assert answer.cookie("mbsc") is None


async def test_a_form_counts_once(visitor, mam):
    """The same tokens do not log in twice."""
    form = await visitor.form()
    form |= {"j": str(len(form["t"])), "email": mam.email, "password": mam.password}

    answers = [await visitor.ask("POST", "/takelogin.php", data=form) for _ in range(2)]

    assert [answer.status for answer in answers] == [302, 200]


async def test_a_wrong_password_fails(visitor, mam):
    """The page says that the login failed, without the user bar."""
    answer = await sent(visitor, password="wrong")

    assert "Login failed!" in answer.text
    assert "Required fields" not in answer.text
    assert 'id="userStat"' not in answer.text


async def test_five_failures_lock_the_login(visitor, mam):
    """From the sixth attempt on even the right password is refused."""
    for _ in range(5):
        await sent(visitor, password="wrong")

    answer = await sent(visitor)

    assert "Login Locked!" in answer.text
    assert mam.login_attempts == 6


@pytest.mark.corpus
async def test_a_page_sends_a_stranger_to_the_form_and_back(visitor, corpus):
    """The page without a session is the captured one's like, and the login returns to what was asked for."""
    page = await visitor.ask("GET", "/tor/browse.php?author=7624")
    form = Selector(page.text).css("form[action='/takelogin.php']")
    real = Selector((corpus / "not_logged_in.html").read_text())
    heads = ("title::text", "h1::text")

    fields = {field.attrib["name"]: field.attrib["value"] for field in form.css("input[type=hidden]")}
    answer = await sent(visitor, **fields, j=str(len(fields["t"])))

    assert [Selector(page.text).css(css).get() for css in heads] == [real.css(css).get() for css in heads]
    assert answer.headers["Location"] == "/tor/browse.php?author=7624"


async def test_the_browsers_cookie_rotates_too(visitor):
    """Only the newest two values of mbsc are good."""
    cookie = await visitor.log_in()

    pages = [await visitor.ask("GET", "/t/9000301", cookie=cookie) for _ in range(3)]

    assert ["Not logged in!" in page.text for page in pages] == [False, False, True]
