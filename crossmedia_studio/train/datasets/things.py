"""What the drawings of the open set are called in a sentence: noun phrases in English and Chinese.

Unicode names are made for lists ("leaf fluttering in wind", "斜眼笑"); here each is what a person would say on seeing
the drawing. Drawings that differ in a detail nobody would name (the hour of a clock) or that a glance cannot tell (who
does a job) are one thing; signs and gestures that are no thing are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COUNT, MASS, PLURAL, NAME = "count", "mass", "plural", "name"
"""How English says one of it: "a fox", "bread", "grapes", "Santa Claus"."""


@dataclass(frozen=True)
class Thing:
    """``measure`` is the Chinese measure word; ``alive`` is for animals and people."""

    english: str
    chinese: str
    form: str = COUNT
    measure: str = "个"
    alive: bool = False
    group: int = 7


_PLURAL = frozenset(
    ["grapes", "cherries", "blueberries", "peanuts", "beans", "pancakes", "french_fries", "chopsticks", "houses", "hot_springs", "fireworks", "sparkles", "japanese_dolls", "admission_tickets", "skis", "nesting_dolls", "flower_playing_cards", "glasses", "sunglasses", "goggles", "jeans", "gloves", "socks", "briefs", "shorts", "shopping_bags", "ballet_shoes", "prayer_beads", "musical_notes", "control_knobs", "maracas", "film_frames", "books", "card_index_dividers", "linked_paperclips", "scissors", "crossed_swords", "chains", "bubbles", "paw_prints", "clinking_beer_mugs", "clinking_glasses", "lungs", "eyes", "footprints", "two_hearts", "revolving_hearts", "theatre_masks", "headphones", "leafy_greens", "woman's_clothes", "clapping_hands", "folded_hands"]
)
_MASS = frozenset(
    ["bread", "bacon", "garlic", "ginger_root", "popcorn", "butter", "salt", "canned_food", "cooked_rice", "curry_rice", "spaghetti", "oden", "sushi", "fried_shrimp", "shaved_ice", "ice_cream", "soft_ice_cream", "candy", "custard", "sake", "ice", "mate", "fog", "confetti", "thread", "yarn", "soap", "wood", "fire", "coral", "bubble_tea", "flatbread", "stuffed_flatbread", "broccoli", "dna", "falafel"]
)
_NAMES = frozenset(("Santa Claus", "Mrs Claus", "Mount Fuji", "Tokyo Tower", "the Statue of Liberty", "the sun",
                    "the sun with a face", "the sun behind a cloud", "the sun behind a rain cloud"))  # fmt: skip
_SAME = {
    "mount fuji": ("Mount Fuji", "富士山"), "tokyo tower": ("Tokyo Tower", "东京塔"), "christmas tree": ("Christmas tree", "圣诞树"),
    "statue of liberty": ("the Statue of Liberty", "自由女神像"), "map of japan": ("map of Japan", "日本地图"),
    "japanese castle": ("Japanese castle", "日本城堡"), "japanese post office": ("Japanese post office", "日本邮局"),
    "hindu temple": ("Hindu temple", "印度寺庙"), "japanese dolls": ("Japanese dolls", "日本娃娃"), "ewe": ("sheep", "绵羊"),
    "weary cat": ("weary cat", "疲倦的猫脸"), "see-no-evil monkey": ("monkey covering its eyes", "捂住眼睛的猴子"),
    "hear-no-evil monkey": ("monkey covering its ears", "捂住耳朵的猴子"), "speak-no-evil monkey": ("monkey covering its mouth", "捂住嘴的猴子"),
    "guide dog": ("dog", "狗"), "service dog": ("dog", "狗"), "hatching chick": ("chick", "小鸡"),
    "baby chick": ("chick", "小鸡"), "front-facing baby chick": ("chick", "小鸡"), "sauropod": ("dinosaur", "恐龙"),
    "t-rex": ("dinosaur", "恐龙"), "llama": ("llama", "羊驼"), "blossom": ("flower", "花"), "rat": ("rat", "大老鼠"),
    "black bird": ("black bird", "黑鸟"), "spiral shell": ("seashell", "海螺"), "shrimp": ("shrimp", "虾"),
    "bug": ("caterpillar", "毛毛虫"), "honeybee": ("bee", "蜜蜂"), "lady beetle": ("ladybird", "瓢虫"),
    "turtle": ("turtle", "乌龟"), "dove": ("dove", "鸽子"), "crab": ("crab", "螃蟹"), "sheaf of rice": ("sheaf of rice", "稻穗"),
    "leaf fluttering in wind": ("green leaf", "绿叶"), "two-hump camel": ("camel", "骆驼"), "fallen leaf": ("fallen leaf", "落叶"),
    "evergreen tree": ("fir tree", "松树"), "deciduous tree": ("tree", "大树"), "leafless tree": ("bare tree", "枯树"),
    "ear of corn": ("corn cob", "玉米"), "leafy green": ("leafy greens", "青菜"), "beans": ("beans", "豆子"),
    "baguette bread": ("baguette", "法棍面包"), "cheese wedge": ("wedge of cheese", "奶酪"), "meat on bone": ("meat on a bone", "带骨肉"),
    "poultry leg": ("chicken leg", "鸡腿"), "egg": ("egg", "鸡蛋"), "cooking": ("fried egg", "煎蛋"),
    "shallow pan of food": ("pan of food", "一锅菜"), "pot of food": ("pot of food", "火锅"), "green salad": ("green salad", "蔬菜沙拉"),
    "takeout box": ("takeout box", "外卖盒"), "steaming bowl": ("bowl of noodles", "面条"), "candy": ("candy", "糖果"),
    "glass of milk": ("glass of milk", "牛奶"), "hot beverage": ("hot drink", "热饮"), "soft ice cream": ("ice cream cone", "甜筒冰淇淋"),
    "teacup without handle": ("cup of tea", "热茶"), "bottle with popping cork": ("bottle of champagne", "香槟"),
    "wine glass": ("glass of wine", "葡萄酒"), "cocktail glass": ("cocktail", "鸡尾酒"), "beer mug": ("mug of beer", "啤酒"),
    "clinking beer mugs": ("clinking beer mugs", "碰在一起的啤酒杯"), "clinking glasses": ("clinking glasses", "碰在一起的酒杯"),
    "cup with straw": ("cup with a straw", "带吸管的杯子"), "fork and knife with plate": ("plate with a fork and knife", "餐盘和刀叉"),
    "fork and knife": ("fork and knife", "刀叉"), "spoon": ("spoon", "勺子"), "jar": ("jar", "罐子"), "tropical drink": ("tropical drink", "热带饮料"),
    "globe with meridians": ("globe", "地球"), "snow-capped mountain": ("snowy mountain", "雪山"), "camping": ("campsite", "营地"),
    "beach with umbrella": ("beach umbrella", "沙滩伞"), "desert island": ("desert island", "荒岛"), "building construction": ("construction site", "工地"),
    "houses": ("houses", "房子"), "derelict house": ("old ruined house", "破房子"), "house with garden": ("house with a garden", "带花园的房子"),
    "castle": ("castle", "城堡"), "wedding": ("wedding chapel", "婚礼教堂"), "locomotive": ("steam train", "蒸汽火车"),
    "high-speed train": ("fast train", "高速列车"), "bullet train": ("bullet train", "高速列车"), "metro": ("metro train", "地铁"),
    "light rail": ("train", "火车"), "carousel horse": ("carousel horse", "旋转木马"), "automobile": ("car", "汽车"),
    "sport utility vehicle": ("car", "汽车"), "pickup truck": ("pickup truck", "皮卡车"), "articulated lorry": ("lorry", "大货车"),
    "delivery truck": ("truck", "货车"), "motor scooter": ("scooter", "小摩托车"), "kick scooter": ("kick scooter", "滑板车"),
    "horizontal traffic light": ("traffic light", "红绿灯"), "vertical traffic light": ("traffic light", "红绿灯"),
    "construction": ("roadblock", "路障"), "sailboat": ("sailing boat", "帆船"), "small airplane": ("airplane", "飞机"),
    "airplane departure": ("airplane", "飞机"), "airplane arrival": ("airplane", "飞机"), "passenger ship": ("passenger ship", "客轮"),
    "hourglass done": ("hourglass", "沙漏"), "hourglass not done": ("hourglass", "沙漏"), "mantelpiece clock": ("mantelpiece clock", "座钟"),
    "new moon": ("dark moon", "新月"), "full moon": ("full moon", "满月"), "waxing crescent moon": ("crescent moon", "弯月"),
    "waning crescent moon": ("crescent moon", "弯月"), "crescent moon": ("crescent moon", "弯月"), "first quarter moon": ("half moon", "半月"),
    "last quarter moon": ("half moon", "半月"), "waxing gibbous moon": ("moon", "月亮"), "waning gibbous moon": ("moon", "月亮"),
    "new moon face": ("moon with a face", "有脸的月亮"), "first quarter moon face": ("moon with a face", "有脸的月亮"),
    "last quarter moon face": ("moon with a face", "有脸的月亮"), "full moon face": ("moon with a face", "有脸的月亮"),
    "sun": ("the sun", "太阳"), "sun with face": ("the sun with a face", "有脸的太阳"), "ringed planet": ("planet with a ring", "带环的行星"),
    "glowing star": ("glowing star", "闪亮的星星"), "sun behind cloud": ("the sun behind a cloud", "云后的太阳"),
    "sun behind small cloud": ("the sun behind a cloud", "云后的太阳"), "sun behind large cloud": ("the sun behind a cloud", "云后的太阳"),
    "sun behind rain cloud": ("the sun behind a rain cloud", "雨云后的太阳"), "cloud with rain": ("rain cloud", "雨云"),
    "cloud with snow": ("snow cloud", "雪云"), "cloud with lightning": ("storm cloud", "雷云"),
    "cloud with lightning and rain": ("storm cloud", "雷云"), "cloud": ("cloud", "云朵"), "umbrella with rain drops": ("umbrella in the rain", "雨中的伞"),
    "umbrella on ground": ("parasol", "阳伞"), "closed umbrella": ("closed umbrella", "收起的伞"), "snowman without snow": ("snowman", "雪人"),
    "snowman": ("snowman", "雪人"), "water wave": ("wave", "海浪"), "fire": ("fire", "火焰"), "high voltage": ("lightning bolt", "闪电"),
    "sparkler": ("sparkler", "仙女棒"), "fireworks": ("fireworks", "烟花"), "1st place medal": ("gold medal", "金牌"), "2nd place medal": ("silver medal", "银牌"),
    "3rd place medal": ("bronze medal", "铜牌"), "american football": ("american football", "橄榄球"), "rugby football": ("rugby ball", "橄榄球"),
    "tennis": ("tennis ball", "网球"), "bowling": ("bowling ball", "保龄球"), "cricket game": ("cricket bat and ball", "板球"),
    "field hockey": ("hockey stick and ball", "曲棍球"), "ice hockey": ("ice hockey stick and puck", "冰球"), "lacrosse": ("lacrosse stick", "长曲棍球"),
    "ping pong": ("table tennis bat and ball", "乒乓球拍"), "badminton": ("badminton racket", "羽毛球拍"), "ice skate": ("ice skate", "冰鞋"),
    "martial arts uniform": ("martial arts uniform", "武术服"), "flag in hole": ("golf flag", "高尔夫球旗"), "skis": ("skis", "滑雪板"),
    "bullseye": ("target with a dart", "靶子"), "pool 8 ball": ("billiard ball", "台球"), "video game": ("game controller", "游戏手柄"),
    "joystick": ("joystick", "游戏摇杆"), "game die": ("die", "骰子"), "chess pawn": ("chess pawn", "国际象棋兵"), "performing arts": ("theatre masks", "戏剧面具"),
    "framed picture": ("framed picture", "带框的画"), "artist palette": ("paint palette", "调色板"), "thread": ("thread", "线轴"), "yarn": ("yarn", "毛线球"),
    "wrapped gift": ("gift", "礼物"), "reminder ribbon": ("ribbon", "丝带"), "ribbon": ("bow", "蝴蝶结"), "party popper": ("party popper", "礼花筒"),
    "carp streamer": ("carp streamer", "鲤鱼旗"), "lab coat": ("lab coat", "白大褂"), "one-piece swimsuit": ("swimsuit", "泳衣"),
    "thong sandal": ("sandal", "凉鞋"), "woman’s sandal": ("woman's sandal", "女式凉鞋"), "man’s shoe": ("man's shoe", "男鞋"), "woman’s boot": ("woman's boot", "女靴"),
    "woman’s hat": ("woman's hat", "女帽"), "woman’s clothes": ("woman's clothes", "女装"), "billed cap": ("cap", "鸭舌帽"),
    "rescue worker’s helmet": ("rescue helmet", "救援头盔"), "gem stone": ("gem", "宝石"), "muted speaker": ("speaker", "扬声器"),
    "speaker low volume": ("speaker", "扬声器"), "speaker medium volume": ("speaker", "扬声器"), "speaker high volume": ("speaker", "扬声器"),
    "loudspeaker": ("loudspeaker", "喇叭"), "headphone": ("headphones", "耳机"), "studio microphone": ("studio microphone", "录音麦克风"),
    "musical keyboard": ("piano keyboard", "琴键"), "mobile phone with arrow": ("mobile phone", "手机"), "level slider": ("slider", "滑块"),
    "battery": ("battery", "电池"), "low battery": ("battery", "电池"), "computer disk": ("disc", "光盘"), "optical disk": ("disc", "光盘"), "dvd": ("disc", "光盘"),
    "camera with flash": ("camera", "相机"), "magnifying glass tilted left": ("magnifying glass", "放大镜"),
    "magnifying glass tilted right": ("magnifying glass", "放大镜"), "notebook with decorative cover": ("notebook", "笔记本"),
    "closed book": ("red book", "红色的书"), "open book": ("open book", "打开的书"), "green book": ("green book", "绿色的书"), "blue book": ("blue book", "蓝色的书"),
    "orange book": ("orange book", "橙色的书"), "books": ("books", "书"), "page with curl": ("sheet of paper", "文件"), "page facing up": ("sheet of paper", "文件"),
    "rolled-up newspaper": ("newspaper", "报纸"), "bookmark tabs": ("sheet of paper with tabs", "带标签的文件"), "yen banknote": ("banknote", "钞票"),
    "dollar banknote": ("banknote", "钞票"), "euro banknote": ("banknote", "钞票"), "pound banknote": ("banknote", "钞票"),
    "money with wings": ("banknote with wings", "长翅膀的钞票"), "chart increasing with yen": ("chart", "图表"), "chart increasing": ("chart", "图表"),
    "chart decreasing": ("chart", "图表"), "bar chart": ("bar chart", "条形图"), "incoming envelope": ("envelope", "信封"), "envelope with arrow": ("envelope", "信封"),
    "e-mail": ("envelope", "信封"), "outbox tray": ("tray", "文件盒"), "inbox tray": ("tray", "文件盒"), "ballot box with ballot": ("ballot box", "投票箱"),
    "closed mailbox with raised flag": ("mailbox", "信箱"), "closed mailbox with lowered flag": ("mailbox", "信箱"),
    "open mailbox with raised flag": ("mailbox", "信箱"), "open mailbox with lowered flag": ("mailbox", "信箱"), "black nib": ("pen nib", "钢笔尖"),
    "memo": ("note and pencil", "便笺和铅笔"), "spiral notepad": ("notepad", "记事本"), "spiral calendar": ("calendar", "日历"), "tear-off calendar": ("calendar", "日历"),
    "round pushpin": ("pushpin", "图钉"), "straight ruler": ("ruler", "直尺"), "locked": ("padlock", "锁"), "unlocked": ("open padlock", "打开的锁"),
    "locked with pen": ("padlock and pen", "锁和笔"), "locked with key": ("padlock and key", "锁和钥匙"), "old key": ("old key", "旧钥匙"),
    "pick": ("pickaxe", "镐"), "hammer and pick": ("hammer and pickaxe", "锤子和镐"), "hammer and wrench": ("hammer and wrench", "锤子和扳手"),
    "crossed swords": ("crossed swords", "交叉的剑"), "bow and arrow": ("bow and arrow", "弓箭"), "nut and bolt": ("nut and bolt", "螺母和螺栓"),
    "linked paperclips": ("linked paperclips", "连在一起的回形针"), "couch and lamp": ("sofa and lamp", "沙发和灯"), "x-ray": ("x-ray", "X光片"),
    "wastebasket": ("waste bin", "垃圾桶"), "plunger": ("plunger", "马桶搋"), "roll of paper": ("roll of paper", "卷纸"), "toilet": ("toilet", "马桶"),
    "shovel": ("shovel", "铲子"), "soap": ("soap", "肥皂"), "basket": ("basket", "篮子"), "bucket": ("bucket", "水桶"), "moai": ("stone statue", "石像"),
    "police car light": ("police light", "警灯"), "bellhop bell": ("desk bell", "服务铃"), "luggage": ("suitcase", "行李箱"), "fuel pump": ("fuel pump", "加油机"),
    "nazar amulet": ("blue eye amulet", "蓝眼护身符"), "label": ("label", "标签"), "stop sign": ("stop sign", "停车标志"), "tram car": ("tram", "有轨电车"),
    "tram": ("tram", "有轨电车"), "motor boat": ("motor boat", "摩托艇"), "ferry": ("ferry", "渡轮"), "umbrella": ("umbrella", "雨伞"),
    "curling stone": ("curling stone", "冰壶"), "joker": ("joker card", "扑克牌"), "moon viewing ceremony": ("moon and grass", "赏月的景色"), "ear": ("ear", "耳朵"),
    "face with medical mask": ("face with a mask", "戴口罩的脸"), "skull": ("skull", "骷髅头"), "skull and crossbones": ("skull and crossbones", "骷髅和骨头"),
    "clown face": ("clown", "小丑"), "goblin": ("goblin", "长鼻子的妖怪"), "ghost": ("ghost", "幽灵"), "alien monster": ("pixel alien", "像素外星人"),
    "collision": ("explosion", "爆炸"), "red heart": ("red heart", "红心"), "kiss mark": ("lipstick kiss", "唇印"), "droplet": ("drop of water", "水滴"),
    "love letter": ("love letter", "情书"), "broken heart": ("broken heart", "破碎的心"), "heart with arrow": ("heart with an arrow", "被箭射中的心"),
    "heart with ribbon": ("heart with a ribbon", "系着丝带的心"), "sparkling heart": ("sparkling heart", "闪亮的心"), "heart on fire": ("burning heart", "燃烧的心"),
    "thumbs up": ("raised thumb", "竖起的大拇指"), "thumbs down": ("lowered thumb", "向下的大拇指"), "waving hand": ("waving hand", "挥动的手"),
    "raised hand": ("raised hand", "举起的手"), "victory hand": ("hand with two raised fingers", "比出胜利手势的手"), "raised fist": ("fist", "拳头"),
    "clapping hands": ("clapping hands", "鼓掌的双手"), "handshake": ("handshake", "握手"), "folded hands": ("folded hands", "合十的双手"),
    "flexed biceps": ("strong arm", "强壮的手臂"), "mechanical arm": ("mechanical arm", "机械臂"), "older person": ("old person", "老人"),
    "anatomical heart": ("heart", "心脏"), "brain": ("brain", "大脑"), "nail polish": ("hand with nail polish", "涂指甲油的手"), "tooth": ("tooth", "牙齿"),
    "santa claus": ("Santa Claus", "圣诞老人"), "mrs. claus": ("Mrs Claus", "圣诞奶奶"), "baby": ("baby", "婴儿"), "child": ("child", "孩子"),
    "baby angel": ("little angel", "小天使"), "prince": ("prince", "王子"), "princess": ("princess", "公主"), "ninja": ("ninja", "忍者"),
    "merperson": ("mermaid", "美人鱼"), "merman": ("mermaid", "美人鱼"), "ballet dancer": ("ballet dancer", "芭蕾舞者"), "skier": ("skier", "滑雪的人"),
    "snowboarder": ("snowboarder", "玩单板滑雪的人"), "horse racing": ("jockey on a horse", "骑马的人"), "troll": ("troll", "巨怪"),
    "person with white cane": ("person with a white cane", "拄盲杖的人"), "person in bed": ("person in bed", "躺在床上的人"),
}  # fmt: skip
"""Unicode's English name → what to say instead; several names of one thing are one thing."""
_DOING = {
    "walking": "走路的人", "running": "跑步的人", "climbing": "攀岩的人", "golfing": "打高尔夫的人", "surfing": "冲浪的人",
    "rowing boat": "划船的人", "swimming": "游泳的人", "bouncing ball": "玩球的人", "lifting weights": "举重的人",
    "biking": "骑自行车的人", "mountain biking": "骑山地车的人", "cartwheeling": "侧手翻的人", "juggling": "玩杂耍的人",
    "in lotus position": "打坐的人", "dancing": "跳舞的人", "kneeling": "跪着的人", "bowing": "鞠躬的人",
    "in manual wheelchair": "坐轮椅的人", "in motorized wheelchair": "坐轮椅的人", "wearing turban": "戴头巾的人",
    "fencing": "击剑的人", "in tuxedo": "穿礼服的人", "with veil": "戴头纱的人", "with crown": "戴王冠的人",
    "frowning": "皱眉的人", "raising hand": "举手的人", "shrugging": "耸肩的人", "facepalming": "捂脸的人",
}  # fmt: skip
_SAYING = {
    "rowing boat": "rowing a boat", "bouncing ball": "with a ball", "in lotus position": "meditating",
    "in manual wheelchair": "in a wheelchair", "in motorized wheelchair": "in a wheelchair", "raising hand": "raising a hand",
    "wearing turban": "wearing a turban", "in tuxedo": "in a dinner jacket", "with veil": "with a veil", "with crown": "with a crown",
}  # fmt: skip
_TITLES = {"technologist": "programmer", "mage": "wizard", "supervillain": "villain"}
_JOBS = {
    "health worker": "医生", "student": "学生", "teacher": "老师", "judge": "法官", "farmer": "农民", "cook": "厨师",
    "mechanic": "技工", "factory worker": "工人", "office worker": "上班族", "scientist": "科学家", "technologist": "程序员",
    "singer": "歌手", "artist": "画家", "pilot": "飞行员", "astronaut": "宇航员", "firefighter": "消防员",
    "police officer": "警察", "detective": "侦探", "guard": "卫兵", "construction worker": "建筑工人", "superhero": "超级英雄",
    "supervillain": "反派", "mage": "魔法师", "fairy": "仙子", "vampire": "吸血鬼", "elf": "精灵", "genie": "灯神",
    "zombie": "僵尸",
}  # fmt: skip
_PART = re.compile(
    r"hand|arm|thumb|fist|heart|^(leg|foot|ear|nose|brain|lungs|tooth|bone|eyes?|tongue|mouth|footprints|fingerprint)$"
)
_PERSON = re.compile(r"(?:(man|woman|person|men|women|people) )?(.+?)(?:: facing right)?")
_BODY = frozenset(
    ["leg", "foot", "ear", "nose", "brain", "lungs", "tooth", "bone", "eyes", "eye", "tongue", "mouth", "boy", "girl", "man", "woman", "footprints", "fingerprint"]
)
_NOTHING = re.compile(
    r"bubble$|balloon$|^zzz$|anger symbol|hundred points|^dizzy$|dashing|^hole$|fight cloud|sweat droplets|mending|"
    r"exclamation|heart decoration|revolving|beating|growing|dotted line|foggy|night with stars|cityscape|sunrise|"
    r"^sunset$|bridge at night|milky way|^station$|national park|landslide|suit$|mahjong|link$|hamsa|wind face|cyclone|"
    r"love hotel|placard|hair pick|mate$|oden|tanabata|pine decoration|pouring|bookmark$|ledger|card index|bell with slash|"
    r"suspension|monorail|mountain railway|kaaba|desert$|^knot$|level slider|barber|trackball|pager|videocassette|identification"
)
_ENDS: tuple[tuple[str, str], ...] = (
    ("飞机", "架"), ("直升机", "架"), ("列车", "列"), ("火车", "列"), ("地铁", "列"), ("自行车", "辆"), ("车", "辆"),
    ("恐龙", "只"), ("河马", "头"), ("蜗牛", "只"), ("情书", "封"), ("蛇", "条"), ("鱼", "条"), ("龙", "条"), ("蠕虫", "条"), ("鲸", "头"), ("马", "匹"), ("牛", "头"), ("大象", "头"), ("骆驼", "头"),
    ("花", "朵"), ("玫瑰", "朵"), ("向日葵", "朵"), ("郁金香", "朵"), ("云", "朵"), ("云朵", "朵"), ("树", "棵"), ("仙人掌", "棵"), ("叶", "片"), ("草", "株"), ("船", "艘"), ("客轮", "艘"), ("渡轮", "艘"),
    ("艇", "艘"), ("舟", "条"), ("房子", "座"), ("楼", "座"), ("城堡", "座"), ("教堂", "座"), ("寺", "座"), ("庙", "座"), ("山", "座"),
    ("学校", "所"), ("医院", "所"), ("塔", "座"), ("桥", "座"), ("工厂", "座"), ("书", "本"), ("笔记本", "本"), ("日历", "本"),
    ("伞", "把"), ("刀", "把"), ("剑", "把"), ("锁", "把"), ("钥匙", "把"), ("尺", "把"), ("椅子", "把"), ("扇", "把"), ("锤子", "把"),
    ("斧头", "把"), ("吉他", "把"), ("小提琴", "把"), ("剪刀", "把"), ("鞋", "双"), ("靴", "双"), ("袜子", "双"), ("手套", "双"),
    ("筷子", "双"), ("帽", "顶"), ("皇冠", "顶"), ("裤", "条"), ("裙", "条"), ("围巾", "条"), ("领带", "条"), ("外套", "件"), ("衣", "件"),
    ("T恤", "件"), ("和服", "件"), ("笔", "支"), ("灯", "盏"), ("画", "幅"), ("蛋糕", "块"), ("面包", "块"), ("披萨", "块"),
    ("奶酪", "块"), ("茶", "杯"), ("啤酒", "杯"), ("葡萄酒", "杯"), ("牛奶", "杯"), ("热饮", "杯"), ("鸡尾酒", "杯"), ("面条", "碗"),
    ("米饭", "碗"), ("信", "封"), ("报纸", "份"), ("文件", "份"), ("钞票", "张"), ("脸", "张"), ("骷髅和骨头", "个"), ("西兰花", "棵"), ("星星", "颗"), ("心", "颗"), ("宝石", "颗"),
    ("葡萄", "串"), ("香蕉", "根"), ("胡萝卜", "根"), ("蜡烛", "根"), ("一根骨头", "根"), ("羽毛", "根"), ("电视机", "台"), ("电脑", "台"), ("相机", "台"),
)  # fmt: skip
_ANIMAL, _PEOPLE, _SMILEYS = 3, 1, 0


def thing_of(label: str, chinese: str, group: int) -> Thing | None:
    """What the drawing that Unicode calls ``label`` and ``chinese``, of emojibase's ``group``, shows; None for no thing."""
    said = label.lower().strip()
    if said.startswith("oncoming "):
        said, chinese = said.removeprefix("oncoming "), chinese.removeprefix("迎面驶来的")
    if re.search(r"o’clock|-thirty", said):
        return _thing("clock", "时钟", group)
    if said.startswith("globe"):
        return _thing("globe", "地球", group)
    if group == _PEOPLE and said not in _SAME:
        return _person(said, chinese)
    if said in _SAME:
        return _thing(*_SAME[said], group)
    if _NOTHING.search(said):
        return None
    if group == _SMILEYS and ("face" in said or said == "star-struck" or "rolling on" in said or "head" in said):
        return _thing(said, chinese if chinese.endswith(("脸", "头")) else f"{chinese}表情", group)
    return _thing(said, chinese.removeprefix("一"), group)


def _person(said: str, chinese: str) -> Thing | None:
    found = _PERSON.fullmatch(said)
    who, rest = (found[1] or "", found[2]) if found else ("", said)
    if rest in _JOBS:
        return _thing(_TITLES.get(rest, rest), _JOBS[rest], _PEOPLE)
    if who in ("man", "woman", "person") and rest in _DOING:
        return _thing(f"person {_SAYING.get(rest, rest)}", _DOING[rest], _PEOPLE)
    return _thing(said, chinese, _PEOPLE) if said in _BODY or said in ("old man", "old woman", "mermaid") else None


def _thing(english: str, chinese: str, group: int) -> Thing:
    english = english.replace("’", "'")
    key = english.lower().replace(" ", "_")
    form = PLURAL if key in _PLURAL else MASS if key in _MASS else NAME if english in _NAMES else COUNT
    alive = group == _ANIMAL or (group == _PEOPLE and not _PART.search(english))
    measure = next((word for end, word in _ENDS if chinese.endswith(end)), "")
    fallback = "只" if group == _ANIMAL else "位" if alive and group == _PEOPLE else "个"
    return Thing(english, chinese, form, measure or fallback, alive, group)
