"""What people call things, where that differs from the drawing's own name. English and Chinese."""

from __future__ import annotations

_ENGLISH = """
full moon: moon, moonlight, moonrise | crescent moon: new moon, sickle moon, half moon | sun: sunshine, sunlight
child: kid, toddler, youngster, pupil | old woman: grandmother, grandma, granny, old lady
old man: grandfather, grandpa, fisherman, hermit, old sailor, old fisherman, captain, sailor, shepherd, monk
man: father, dad, gentleman, guy, boss, neighbour, neighbor, keeper, baker, traveler, clockmaker
woman: mother, mom, mum, lady, wife, sister, aunt, widow | boy: son, brother, lad
girl: daughter, little girl, maiden
baby: infant, newborn | person walking: wanderer, traveller, walker, pilgrim, stranger, hiker
person running: runner, jogger | woman dancing: dancer | ballet dancer: ballerina
woman and man holding hands: couple, lovers, friends, parents, family | person biking: cyclist, biker
horse racing: rider, horseman, jockey, cowboy | person with crown: king, queen, emperor | guard: soldier, knight
mage: wizard, sorcerer, magician | woman mage: witch, sorceress | singer: musician | artist: painter
cook: chef | scientist: professor, inventor | construction worker: worker, builder | health worker: doctor, nurse
person in lotus position: yogi, buddha | person rowing boat: rower | fairy: pixie | baby angel: angel
Santa Claus: santa | office worker: teacher, businessman, businesswoman | police officer: policeman, cop
dog: puppy, hound | cat: kitten, kitty | rabbit: bunny, hare | ewe: sheep, lamb | ox: bull | cow: calf | pig: piglet
horse: pony, mare, stallion, foal | deer: stag, doe, fawn, reindeer | chipmunk: squirrel
rooster: hen, chicken, cockerel | baby chick: chick | lady beetle: ladybug, ladybird | honeybee: bee, bumblebee
T-Rex: dinosaur
bird: songbird, sparrow, robin, swallow, nightingale, bluebird, heron | black bird: crow, raven, blackbird
gull: seagull | dove: pigeon | eagle: hawk, falcon | duck: duckling | spouting whale: whale
fish: goldfish, salmon, trout, carp
tropical fish: clownfish | monkey: ape | turtle: tortoise | crocodile: alligator | hippopotamus: hippo
rhinoceros: rhino | bear: grizzly | mouse: field mouse | frog: toad | snake: serpent | bug: caterpillar
deciduous tree: tree, oak, maple tree, oak tree, apple tree, willow, olive tree
evergreen tree: pine, fir, spruce, pine tree
cherry blossom: sakura, blossoms | blossom: flower, daisy, wildflower | sunflower: sunflowers | sheaf of rice: wheat
lotus: water lily, waterlily | brown mushroom: toadstool | seedling: sprout, plant | fallen leaf: leaf, leaves
house: home, cottage, cabin, villa, farmhouse, bakery, inn | hut: shack | houses: village, hamlet
castle: palace, fortress, tower
classical building: museum, temple ruins, library, courthouse | church: chapel, cathedral | Tokyo tower: radio tower
lighthouse: light house, beacon | shinto shrine: shrine | hindu temple: temple | Japanese castle: pagoda
sailboat: boat, yacht, sailing boat | canoe: rowboat, rowing boat, little boat, small boat, paper boat, raft
ship: steamer, steamship, freighter, vessel | passenger ship: cruise ship, liner | desert island: island
locomotive: train, steam train, railway | bullet train: express | automobile: car | pickup truck: truck
articulated lorry: lorry | airplane: plane, aeroplane, aircraft, jet | flying saucer: ufo, spaceship
rocket: spacecraft
bicycle: bike | motorcycle: motorbike | ringed planet: planet, saturn
globe showing Europe-Africa: earth, globe, world
star: starlight | comet: meteor | shooting star: falling star | high voltage: lightning
fire: campfire, bonfire, flame
snowman without snow: snow man | jack-o-lantern: pumpkin | red paper lantern: lantern, lanterns
light bulb: lamp, bulb
balloon: balloons, red balloon | open book: book, diary | books: novels | envelope: letter
wrapped gift: gift, present
musical keyboard: piano, keyboard | violin: cello, fiddle | musical notes: music, melody, song, tune
red heart: heart
hot beverage: coffee, cup of tea, tea, mug, cup | mantelpiece clock: clock | old key: key | artist palette: palette
bouquet: flowers bouquet | bread: loaf | red apple: apple | crown: tiara | movie camera: film camera
birthday cake: cake | soccer ball: football, ball | door: doorway, gate | chair: armchair | window: windowpane
umbrella: parasol | treasure chest: treasure, chest | anchor: anchors | fountain: well | newspaper: news
chart decreasing: downturn, stock market, inflation, recession, crisis
chart increasing: economy, growth, profit, sales
money bag: money, investor, wealth, fortune, budget | ballot box with ballot: election, vote
classical building: parliament, government, court | office building: company, headquarters, firm
microscope: laboratory, research | syringe: vaccine | soccer ball: match, goal
satellite: space station, probe | telescope: spyglass | television: tv | laptop: computer
mobile phone: phone, smartphone | bear: polar bear | spiral shell: shell, conch | ogre: monster, giant
framed picture: painting, picture, portrait | couch and lamp: sofa, couch | teddy bear: toy, doll | dagger: sword
skull: skeleton | red apple: fruit | tangerine: orange | handbag: bag | cheese wedge: cheese
woman and man holding hands: people | flamingo: crane, stork | moose: elk
"""

_CHINESE = """
full moon: 月亮, 月光, 明月, 圆月, 满月, 月, 月色, 月下 | crescent moon: 月牙, 弯月, 新月 | sun: 太阳, 阳光, 朝阳, 红日
child: 孩子, 小孩, 儿童, 孩童, 孩子们 | old woman: 奶奶, 老奶奶, 外婆, 老太太, 老婆婆, 祖母
old man: 老人, 爷爷, 老爷爷, 渔夫, 老渔夫, 老头, 祖父, 老翁, 渔翁, 船长 | man: 男人, 父亲, 爸爸, 先生, 男子, 叔叔
woman: 女人, 母亲, 妈妈, 女子, 妇人, 阿姨, 妻子 | boy: 男孩, 小男孩, 少年, 儿子, 哥哥, 弟弟
girl: 女孩, 小女孩, 姑娘, 小姑娘, 少女, 女儿, 姐姐, 妹妹 | baby: 婴儿, 宝宝 | person walking: 旅人, 行人, 路人, 游子
person running: 跑步者 | woman dancing: 舞者 | woman and man holding hands: 情侣, 恋人, 朋友, 家人
person with crown: 国王, 皇帝, 女王, 皇后 | princess: 公主 | prince: 王子 | mage: 巫师, 魔法师 | woman mage: 女巫
guard: 士兵, 骑士, 将军 | astronaut: 宇航员, 航天员 | artist: 画家, 艺术家 | singer: 歌手, 音乐家 | cook: 厨师
farmer: 农夫, 农民 | office worker: 老师 | student: 学生 | robot: 机器人 | person in lotus position: 和尚, 僧人
fox: 狐狸, 小狐狸, 狐 | wolf: 狼, 大灰狼 | bear: 熊, 小熊, 棕熊 | panda: 熊猫, 大熊猫 | lion: 狮子 | tiger: 老虎, 虎
cat: 猫, 小猫, 猫咪 | dog: 狗, 小狗, 狗狗 | rabbit: 兔子, 小兔子, 白兔, 兔 | deer: 鹿, 小鹿 | horse: 马, 白马, 骏马
cow: 奶牛, 牛 | ewe: 羊, 绵羊, 小羊 | goat: 山羊 | pig: 猪, 小猪 | monkey: 猴子 | elephant: 大象 | mouse: 老鼠, 小老鼠
chipmunk: 松鼠 | hedgehog: 刺猬 | frog: 青蛙 | turtle: 乌龟, 海龟 | snake: 蛇 | dragon: 龙, 飞龙 | duck: 鸭子, 小鸭
swan: 天鹅 | bird: 鸟, 小鸟, 鸟儿, 飞鸟, 燕子, 麻雀, 群鸟 | black bird: 乌鸦 | owl: 猫头鹰 | eagle: 鹰, 老鹰
gull: 海鸥 | dove: 鸽子 | rooster: 公鸡, 鸡, 母鸡 | penguin: 企鹅 | butterfly: 蝴蝶 | honeybee: 蜜蜂
fish: 鱼, 小鱼, 鱼儿, 金鱼, 锦鲤
spouting whale: 鲸鱼, 鲸, 大鲸鱼 | dolphin: 海豚 | shark: 鲨鱼 | octopus: 章鱼 | jellyfish: 水母 | crab: 螃蟹
deciduous tree: 树, 大树, 老树, 柳树 | evergreen tree: 松树, 松 | blossom: 花, 花朵, 鲜花, 野花
cherry blossom: 樱花, 桃花, 梅花
sunflower: 向日葵 | rose: 玫瑰 | lotus: 荷花, 莲花 | mushroom: 蘑菇 | fallen leaf: 落叶, 树叶, 叶子
seedling: 嫩芽, 小草
house: 房子, 小屋, 房屋, 家, 木屋 | houses: 村庄, 村子, 小镇 | castle: 城堡, 宫殿 | lighthouse: 灯塔 | church: 教堂
hindu temple: 寺庙, 庙, 古寺 | Japanese castle: 塔, 宝塔, 楼阁 | tent: 帐篷 | sailboat: 船, 帆船, 小帆船
canoe: 小船, 渔船, 小舟, 舟, 孤舟, 独木舟 | ship: 轮船, 大船 | locomotive: 火车, 列车 | bullet train: 高铁
automobile: 汽车, 车, 小汽车 | bicycle: 自行车, 单车 | airplane: 飞机 | rocket: 火箭, 飞船 | balloon: 气球, 红气球
kite: 风筝 | umbrella: 雨伞, 伞 | star: 星星, 繁星, 星光, 群星 | shooting star: 流星 | rainbow: 彩虹
cloud: 云, 白云, 云朵
fire: 火, 篝火, 火焰 | snowman: 雪人 | red paper lantern: 灯笼, 红灯笼 | candle: 蜡烛
light bulb: 灯 | open book: 书, 书本
envelope: 信, 书信 | musical notes: 音乐, 歌声, 旋律 | violin: 小提琴 | guitar: 吉他 | musical keyboard: 钢琴
hot beverage: 咖啡, 茶, 茶杯, 杯子 | red heart: 心, 爱心 | fireworks: 烟花, 焰火 | ringed planet: 行星, 星球
globe showing Asia-Australia: 地球 | red apple: 苹果 | wrapped gift: 礼物 | mantelpiece clock: 时钟, 钟
old key: 钥匙
chart increasing: 经济, 增长 | chart decreasing: 股市, 通胀 | money bag: 金钱, 投资者 | newspaper: 新闻, 报纸
"""


def aliases() -> dict[str, str]:
    """Drawing names by what people call them, both languages."""
    table = {}
    for entry in (_ENGLISH + _CHINESE).replace("\n", "|").split("|"):
        name, _, others = entry.strip().partition(": ")
        for other in filter(None, (word.strip() for word in others.split(","))):
            table[other] = name
    return table
