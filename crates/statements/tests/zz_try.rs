use copydesk_statements::{Story, read, words};
use copydesk_text::{Block, flat};
#[test]
fn try_it() {
    let text = std::fs::read_to_string("/tmp/st_try.txt").unwrap();
    for line in text.lines() {
        let blocks = vec![Block::paragraph(line)];
        let flat = flat(&blocks);
        let reading = read(&Story { blocks: &blocks, ..Story::default() });
        println!("## {line}");
        for s in &reading.statements {
            println!("   S[{}] Q[{}] C[{}] {:?} {:?} {:?} {}", words(&flat, &s.source.spans), words(&flat, &s.cue.spans), words(&flat, &s.content.spans), s.modality, s.source.kind, s.source.resolved.how, s.reasons.iter().map(|r| r.name()).collect::<Vec<_>>().join(","));
        }
    }
}
