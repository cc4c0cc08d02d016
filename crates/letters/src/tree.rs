//! The structure of a paper: what a screen reader goes by.

use pdf_writer::types::{ListNumbering, StructRole, TableHeaderScope};
use pdf_writer::{Finish as _, Pdf, Ref};

/// What stands below an element.
enum Kid {
    Node(usize),
    /// A marked piece of a page.
    Mark {
        page: usize,
        mark: i32,
    },
    /// A form field, at its place in the tree of parents.
    Object(Ref, usize),
}

struct Node {
    role: StructRole,
    parent: usize,
    kids: Vec<Kid>,
    scope: Option<TableHeaderScope>,
}

/// The elements; the first is the whole document.
pub struct Tree {
    nodes: Vec<Node>,
    /// Of each page, the element of each mark.
    marks: Vec<Vec<usize>>,
}

impl Tree {
    pub fn new() -> Self {
        let root = Node { role: StructRole::Document, parent: 0, kids: Vec::new(), scope: None };
        Self { nodes: vec![root], marks: Vec::new() }
    }
    pub fn page(&mut self) {
        self.marks.push(Vec::new());
    }
    pub fn add(&mut self, parent: usize, role: StructRole) -> usize {
        let id = self.nodes.len();
        self.nodes.push(Node { role, parent, kids: Vec::new(), scope: None });
        if let Some(parent) = self.nodes.get_mut(parent) {
            parent.kids.push(Kid::Node(id));
        }
        id
    }
    pub fn head(&mut self, parent: usize, scope: TableHeaderScope) -> usize {
        let id = self.add(parent, StructRole::TH);
        if let Some(node) = self.nodes.get_mut(id) {
            node.scope = Some(scope);
        }
        id
    }
    /// A marked piece of the last page: its role and number.
    pub fn mark(&mut self, node: usize) -> (StructRole, i32) {
        let page = self.marks.len().saturating_sub(1);
        let mut mark = 0;
        if let Some(marks) = self.marks.last_mut() {
            mark = i32::try_from(marks.len()).unwrap_or(i32::MAX);
            marks.push(node);
        }
        match self.nodes.get_mut(node) {
            Some(node) => {
                node.kids.push(Kid::Mark { page, mark });
                (node.role, mark)
            }
            None => (StructRole::P, mark),
        }
    }
    /// A form field of the last page stands in the tree too.
    pub fn field(&mut self, field: Ref) {
        let id = self.add(0, StructRole::Form);
        let page = self.marks.len().saturating_sub(1);
        if let Some(node) = self.nodes.get_mut(id) {
            node.kids.push(Kid::Object(field, page));
        }
    }

    /// Writes it. `pages` are the pages' names; the field, if there is one, has the number after the pages'.
    pub fn write(&self, pdf: &mut Pdf, root: Ref, pages: &[Ref], next: &mut Ref) {
        let refs: Vec<Ref> = self.nodes.iter().map(|_| next.bump()).collect();
        let page = |at: usize| pages.get(at).copied().unwrap_or(root);
        let of = |at: usize| refs.get(at).copied().unwrap_or(root);
        let mut field = None;
        for (at, node) in self.nodes.iter().enumerate() {
            let mut element = pdf.struct_element(of(at));
            element.kind(node.role).parent(if at == 0 { root } else { of(node.parent) });
            let mut kids = element.children();
            for kid in &node.kids {
                match *kid {
                    Kid::Node(id) => {
                        kids.struct_element(of(id));
                    }
                    Kid::Mark { page: on, mark } => {
                        kids.marked_content_ref().page(page(on)).marked_content_id(mark);
                    }
                    Kid::Object(object, on) => {
                        kids.object_ref().page(page(on)).object(object);
                        field = Some(of(at));
                    }
                }
            }
            kids.finish();
            if let Some(scope) = node.scope {
                element.attributes().push().table().scope(scope);
            }
            if node.role == StructRole::L {
                element.attributes().push().list().list_numbering(ListNumbering::Disc);
            }
        }
        // Each page's list of elements is an object of its own, which the tree of parents names.
        let lists: Vec<Ref> = self.marks.iter().map(|_| next.bump()).collect();
        for (list, marks) in lists.iter().zip(&self.marks) {
            pdf.indirect(*list).array().items(marks.iter().map(|node| of(*node)));
        }
        let count = i32::try_from(lists.len()).unwrap_or(i32::MAX);
        let parents = next.bump();
        let mut tree = pdf.number_tree::<Ref>(parents);
        let mut numbers = tree.nums();
        for (key, list) in lists.iter().enumerate() {
            numbers.insert(i32::try_from(key).unwrap_or(i32::MAX), *list);
        }
        if let Some(element) = field {
            numbers.insert(count, element);
        }
        numbers.finish();
        tree.finish();
        let mut whole = pdf.indirect(root).dict();
        whole.pair(pdf_writer::Name(b"Type"), pdf_writer::Name(b"StructTreeRoot"));
        whole.pair(pdf_writer::Name(b"K"), of(0));
        whole.pair(pdf_writer::Name(b"ParentTree"), parents);
        whole.pair(pdf_writer::Name(b"ParentTreeNextKey"), count.saturating_add(1));
    }
}
