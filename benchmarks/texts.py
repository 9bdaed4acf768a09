"""What a day says in every comparison: the length of an ordinary day on post."""

CONTENT = (
    "上午入户走访低保户三家，了解冬季取暖与医保缴费情况；下午参加村两委会议，讨论道路硬化工程进度，"
    "随后调解邻里宅基地纠纷一起，双方达成书面协议。晚间巡查森林防火值守点，登记进山人员七人，未发现隐患。"
)
PLACE = "青山村三组"
OUTCOME = "明日继续走访剩余农户并复核医保名单"
DIFFICULTY = "灭火器材不足，已登记上报"
