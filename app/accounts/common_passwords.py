"""Passwords of ten or more characters that guessing programs try first (compared in lower case)."""

_ROWS = """
0123456789 1234567890 12345678901 123456789012 1234567891 1234554321 9876543210 0987654321 1122334455 1111122222
123456789a 123456789q 123456789abc a123456789 a1234567890 aa123456789 abc1234567 abc12345678 abc123456789
abcd123456 abcd1234567 abcd12345678 abcd1234abcd abcdef1234 abcdef123456 abcdefghij asd123456789 asdasdasd123
asdf123456 asdf12345678 asdfghjkl1 asdfghjkl123 asdfghjkl; qwe123456789 qweasdzxc1 qweasdzxc123 qweqweqwe1
qwer123456 qwer12345678 qwerty1234 qwerty12345 qwerty123456 qwertyuiop qwertyuiop1 qwertyuiop123 qazwsxedc1
qazwsxedc123 qazwsxedcrfv 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc 1qaz@wsx3edc q1w2e3r4t5 q1w2e3r4t5y6
zaq12wsxcde3 zxcvbnm123 zxcvbnm1234 zxcvbnm,./ zxcv123456 password00 password01 password10 password11 password12
password123 password1234 password12345 password1! p@ssw0rd123 p@ssword123 passw0rd123 passwordpassword pass123456
pass12345678 admin12345 admin123456 admin12345678 administrator administrator1 root123456 root12345678 user123456
test123456 test12345678 welcome123 welcome1234 letmein1234 changeme123 changeme1234 iloveyou123 iloveyou1314
woaini1314 woaini520 woaini1314520 woaini123456 woaiwojia123 5201314520 520131452 1314520520 a5201314520 zhang123456
wang123456 li123456789 liu123456789 chen123456 yang123456 zhongguo123 zhongguo2024 zhongguo2025 zhongguo2026
dangjian123 zuzhibu123 zuzhibu2024 zuzhibu2025 zuzhibu2026 guazhi2024 guazhi2025 guazhi2026 guazhi12345 jishi12345
jishi123456 jishi-demo-2026 huawei12345 huawei123456 xiaomi123456 wodemima123 mima123456 mima12345678 147258369a
1472583690 1478963250 147852369a 1597534680 159357456a 741852963a 7418529630 q123456789 w123456789 z123456789
zxc123456789 qq123456789 aaa123456789 aaaa123456 1234qwer1234 1234abcd1234 12341234qwer 1a2b3c4d5e 1q1q1q1q1q
google12345 football123 baseball123 superman123 sunshine123 princess123 dragon12345 monkey12345 master12345
"""
COMMON = frozenset(_ROWS.split())
