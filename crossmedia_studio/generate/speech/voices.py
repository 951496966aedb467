"""The 54 voices of Kokoro v1.0, the best of each language first."""

from __future__ import annotations

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import mark, tr

VOICES: dict[str, str] = {
    "af_heart": mark("Heart (American woman)"),
    "af_bella": mark("Bella (American woman)"),
    "af_nicole": mark("Nicole (American woman)"),
    "af_aoede": mark("Aoede (American woman)"),
    "af_kore": mark("Kore (American woman)"),
    "af_sarah": mark("Sarah (American woman)"),
    "af_alloy": mark("Alloy (American woman)"),
    "af_nova": mark("Nova (American woman)"),
    "af_sky": mark("Sky (American woman)"),
    "af_jessica": mark("Jessica (American woman)"),
    "af_river": mark("River (American woman)"),
    "am_fenrir": mark("Fenrir (American man)"),
    "am_michael": mark("Michael (American man)"),
    "am_puck": mark("Puck (American man)"),
    "am_echo": mark("Echo (American man)"),
    "am_eric": mark("Eric (American man)"),
    "am_liam": mark("Liam (American man)"),
    "am_onyx": mark("Onyx (American man)"),
    "am_santa": mark("Santa (American man)"),
    "am_adam": mark("Adam (American man)"),
    "bf_emma": mark("Emma (British woman)"),
    "bf_isabella": mark("Isabella (British woman)"),
    "bf_alice": mark("Alice (British woman)"),
    "bf_lily": mark("Lily (British woman)"),
    "bm_george": mark("George (British man)"),
    "bm_fable": mark("Fable (British man)"),
    "bm_lewis": mark("Lewis (British man)"),
    "bm_daniel": mark("Daniel (British man)"),
    "zf_xiaoxiao": mark("Xiaoxiao (Chinese woman)"),
    "zf_xiaobei": mark("Xiaobei (Chinese woman)"),
    "zf_xiaoni": mark("Xiaoni (Chinese woman)"),
    "zf_xiaoyi": mark("Xiaoyi (Chinese woman)"),
    "zm_yunxi": mark("Yunxi (Chinese man)"),
    "zm_yunjian": mark("Yunjian (Chinese man)"),
    "zm_yunxia": mark("Yunxia (Chinese man)"),
    "zm_yunyang": mark("Yunyang (Chinese man)"),
    "ef_dora": mark("Dora (Spanish woman)"),
    "em_alex": mark("Alex (Spanish man)"),
    "em_santa": mark("Santa (Spanish man)"),
    "ff_siwis": mark("Siwis (French woman)"),
    "hf_alpha": mark("Alpha (Hindi woman)"),
    "hf_beta": mark("Beta (Hindi woman)"),
    "hm_omega": mark("Omega (Hindi man)"),
    "hm_psi": mark("Psi (Hindi man)"),
    "if_sara": mark("Sara (Italian woman)"),
    "im_nicola": mark("Nicola (Italian man)"),
    "pf_dora": mark("Dora (Portuguese woman)"),
    "pm_alex": mark("Alex (Portuguese man)"),
    "pm_santa": mark("Santa (Portuguese man)"),
    "jf_alpha": mark("Alpha (Japanese woman)"),
    "jf_gongitsune": mark("Gongitsune (Japanese woman)"),
    "jf_nezumi": mark("Nezumi (Japanese woman)"),
    "jf_tebukuro": mark("Tebukuro (Japanese woman)"),
    "jm_kumo": mark("Kumo (Japanese man)"),
}
"""Voice names and their marked labels. Letters: language, f or m."""

_LANGUAGES = {
    "a": "en-us", "b": "en-gb", "z": "zh", "e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br", "j": "ja",
}  # fmt: skip
_DEFAULTS = {"zh": "zf_xiaoxiao", "hi": "hf_alpha", "en-us": "af_heart"}


def language(voice: str) -> str:
    """The language a voice was recorded in, as espeak names it."""
    return _LANGUAGES[voice[0]]


def default_voice(language: str) -> str:
    """The voice for a language when the artist leaves it open."""
    return _DEFAULTS.get(language, _DEFAULTS["en-us"])


def check(voice: str) -> None:
    """Raises OptionError for a voice that does not exist."""
    if voice and voice not in VOICES:
        raise OptionError(
            tr("There is no voice called {voice}", voice=voice),
            do=tr("Choose one of: {names}", names=", ".join(VOICES)),
        )
